// A sealer with a key for each subject, in memory: what a keyring does, for tests of who uses one.
//
// One thread at a time.
#ifndef KLIK_TESTS_TESTING_KEY_TABLE_SEALER_H_
#define KLIK_TESTS_TESTING_KEY_TABLE_SEALER_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/audit/sealer.h"

namespace klik::testing {

class KeyTableSealer final : public storage::Sealer {
 public:
  explicit KeyTableSealer(const std::vector<std::string>& subjects);

  void Erase(const std::string& subject);
  // From here on nothing can be sealed: UNAVAILABLE.
  void Break() { broken_ = true; }

  void Expect(const std::vector<std::string>& subjects) const override;
  absl::StatusOr<std::string> Seal(std::string_view subject, std::string_view context,
                                   std::string_view bytes) const override;
  absl::StatusOr<std::string> Open(std::string_view subject, std::string_view context,
                                   std::string_view sealed) const override;
  bool IsErased(std::string_view sealed) const override;
  absl::StatusOr<std::string> Tag(std::string_view subject) const override;

 private:
  // nullptr when there is none.
  const std::string* FindKey(std::string_view subject) const;

  mutable std::map<std::string, std::string, std::less<>> keys_;  // The store's own under the empty subject.
  std::set<std::string, std::less<>> erased_;                     // What stands before all that such a key sealed.
  bool broken_ = false;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_KEY_TABLE_SEALER_H_
