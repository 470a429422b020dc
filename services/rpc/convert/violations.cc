#include "services/rpc/convert/violations.h"

#include "absl/strings/str_cat.h"

namespace klik::services {

void Violations::Add(std::string field, std::string_view description) {
  all_.push_back({std::move(field), std::string(description)});
}

absl::Status Violations::ToStatus() const { return empty() ? absl::OkStatus() : InvalidFields(all_); }

Field Field::Member(std::string_view name) const {
  std::string path = path_;
  if (!path.empty()) path += '.';
  path += name;
  return Field(*violations_, std::move(path));
}

Field Field::Item(int index) const { return Field(*violations_, absl::StrCat(path_, "[", index, "]")); }

bool Field::Require(bool holds, std::string_view description) const {
  if (!holds) Reject(description);
  return holds;
}

}  // namespace klik::services
