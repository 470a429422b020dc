// JSON of the issuer's, read with what a reader of security tokens has to insist on: one object, no name twice, nothing
// behind it.
//
// A value belongs to one thread at a time.
#ifndef KLIK_SERVICES_OIDC_JSON_H_
#define KLIK_SERVICES_OIDC_JSON_H_

#include <jansson.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace klik::services {

class Json {
 public:
  // nullopt: it is not an object, or not only one.
  static std::optional<Json> ParseObject(std::string_view text);
  // Shares `object`, which is one.
  static Json Share(json_t* object) { return Json(json_incref(object)); }

  bool Has(const char* name) const { return json_object_get(object_.get(), name) != nullptr; }
  bool IsTrue(const char* name) const { return json_is_true(json_object_get(object_.get(), name)); }
  // nullopt: it is not there, or of another kind.
  std::optional<std::string> Text(const char* name) const;
  // Seconds since 1970, as tokens tell the time.
  std::optional<absl::Time> Time(const char* name) const;
  // A text or a list of texts; nullopt as above.
  std::optional<std::vector<std::string>> Texts(const char* name) const;
  // The objects of a list; whatever else is in it is left out.
  std::vector<Json> Objects(const char* name) const;

  const json_t* get() const { return object_.get(); }

 private:
  struct Release {
    void operator()(json_t* value) const { json_decref(value); }
  };
  explicit Json(json_t* owned) : object_(owned) {}

  std::unique_ptr<json_t, Release> object_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_OIDC_JSON_H_
