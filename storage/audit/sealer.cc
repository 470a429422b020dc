#include "storage/audit/sealer.h"

#include <sodium/crypto_generichash.h>

#include <cstddef>

namespace klik::storage {
namespace {

constexpr std::size_t kTagBytes = crypto_generichash_BYTES_MIN;

class NoSealer final : public Sealer {
 public:
  void Expect(const std::vector<std::string>&) const override {}
  absl::StatusOr<std::string> Seal(std::string_view, std::string_view, std::string_view bytes) const override {
    return std::string(bytes);
  }
  absl::StatusOr<std::string> Open(std::string_view, std::string_view, std::string_view sealed) const override {
    return std::string(sealed);
  }
  bool IsErased(std::string_view) const override { return false; }
  absl::StatusOr<std::string> Tag(std::string_view subject) const override {
    std::string tag(kTagBytes, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(tag.data()), tag.size(),
                       reinterpret_cast<const unsigned char*>(subject.data()), subject.size(), nullptr, 0);
    return tag;
  }
};

}  // namespace

const Sealer& PlainSealer() {
  static const NoSealer sealer;
  return sealer;
}

}  // namespace klik::storage
