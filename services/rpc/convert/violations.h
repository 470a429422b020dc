// Collects what is wrong with a request: everything at once, each with its field's path as clients write it.
//
// Of one request, on one thread. A description says what is allowed and never repeats what was sent: that may be
// personal data.
#ifndef KLIK_SERVICES_RPC_CONVERT_VIOLATIONS_H_
#define KLIK_SERVICES_RPC_CONVERT_VIOLATIONS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "services/errors/errors.h"

namespace klik::services {

class Violations {
 public:
  void Add(std::string field, std::string_view description);

  bool empty() const { return all_.empty(); }
  const std::vector<FieldViolation>& all() const { return all_; }

  // OK when there is none.
  absl::Status ToStatus() const;

 private:
  std::vector<FieldViolation> all_;
};

// A place in a request: `resident.availability.windows[1].end_time`.
class Field {
 public:
  Field(Violations& violations, std::string path) : violations_(&violations), path_(std::move(path)) {}

  Field Member(std::string_view name) const;
  Field Item(int index) const;

  const std::string& path() const { return path_; }

  void Reject(std::string_view description) const { violations_->Add(path_, description); }
  // Rejects unless `holds`, which it returns.
  bool Require(bool holds, std::string_view description) const;

 private:
  Violations* violations_;
  std::string path_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_VIOLATIONS_H_
