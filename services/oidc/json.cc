#include "services/oidc/json.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace klik::services {
namespace {

// Far beyond any date that is meant, and far within what a time can hold.
constexpr double kMaxSeconds = 1e12;

std::optional<std::string> TextOf(const json_t* value) {
  if (!json_is_string(value)) return std::nullopt;
  return std::string(json_string_value(value), json_string_length(value));
}

}  // namespace

std::optional<Json> Json::ParseObject(std::string_view text) {
  json_error_t error;
  json_t* const value = json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, &error);
  if (value == nullptr) return std::nullopt;
  Json json(value);
  if (!json_is_object(value)) return std::nullopt;
  return json;
}

std::optional<std::string> Json::Text(const char* name) const { return TextOf(json_object_get(object_.get(), name)); }

std::optional<absl::Time> Json::Time(const char* name) const {
  const json_t* const value = json_object_get(object_.get(), name);
  if (!json_is_number(value)) return std::nullopt;
  const double seconds = json_number_value(value);
  if (!(std::abs(seconds) < kMaxSeconds)) return std::nullopt;
  return absl::FromUnixSeconds(static_cast<std::int64_t>(seconds));
}

std::optional<std::vector<std::string>> Json::Texts(const char* name) const {
  const json_t* const value = json_object_get(object_.get(), name);
  if (std::optional<std::string> text = TextOf(value)) return std::vector<std::string>{*std::move(text)};
  if (!json_is_array(value)) return std::nullopt;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < json_array_size(value); ++i) {
    std::optional<std::string> text = TextOf(json_array_get(value, i));
    if (!text.has_value()) return std::nullopt;
    texts.push_back(*std::move(text));
  }
  return texts;
}

std::vector<Json> Json::Objects(const char* name) const {
  const json_t* const list = json_object_get(object_.get(), name);
  std::vector<Json> objects;
  for (std::size_t i = 0; i < json_array_size(list); ++i) {
    json_t* const value = json_array_get(list, i);
    if (json_is_object(value)) objects.push_back(Share(value));
  }
  return objects;
}

}  // namespace klik::services
