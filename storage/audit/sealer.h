// How the audit trail keeps what is a person's own under that person's key, whoever keeps the keys.
//
// Any thread may call anything.
#ifndef KLIK_STORAGE_AUDIT_SEALER_H_
#define KLIK_STORAGE_AUDIT_SEALER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace klik::storage {

class Sealer {
 public:
  virtual ~Sealer() = default;

  // Before somebody is on record for the first time, in the commit that keeps what is known of them: gives them a key
  // that lasts from that commit on.
  virtual void Expect(const std::vector<std::string>& subjects) const = 0;

  // `bytes` under the key of `subject`, `residents/{id}` or `volunteers/{id}`, and bound to `context`: they open under
  // no other. Who has no key of their own, and the empty subject, fall under the store's own key: that somebody who is
  // not there was asked for is worth keeping too.
  virtual absl::StatusOr<std::string> Seal(std::string_view subject, std::string_view context,
                                           std::string_view bytes) const = 0;

  // NOT_FOUND: the key is gone, the subject has been erased. DATA_LOSS: damaged, or sealed for another subject or
  // context.
  virtual absl::StatusOr<std::string> Open(std::string_view subject, std::string_view context,
                                           std::string_view sealed) const = 0;

  // Whether what was sealed is closed for good, because whose it is has been erased.
  virtual bool IsErased(std::string_view sealed) const = 0;

  // A few bytes that are the same for all that is of one subject and no other's. Made from their key, so that without
  // it nobody can tell whose they are. NOT_FOUND as above.
  virtual absl::StatusOr<std::string> Tag(std::string_view subject) const = 0;
};

// Hides nothing: for a store whose data is not sealed either, as the memory store.
const Sealer& PlainSealer();

}  // namespace klik::storage

#endif  // KLIK_STORAGE_AUDIT_SEALER_H_
