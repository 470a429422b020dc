#include "storage/audit/sealer.h"

#include <sodium/crypto_generichash.h>

#include <cstddef>

namespace klik::storage {
namespace {

constexpr std::size_t kTagBytes = crypto_generichash_BYTES_MIN;

class NoSealer final : public Sealer {
 public:
  absl::StatusOr<std::string> Seal(std::string_view, std::string_view, std::string_view bytes) const override {
    return std::string(bytes);
  }
  absl::StatusOr<std::string> Open(std::string_view, std::string_view, std::string_view sealed) const override {
    return std::string(sealed);
  }
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
