#include "services/rpc/convert/etag.h"

#include <sodium.h>

#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace klik::services {

std::string EtagOf(const engine::Metadata& meta) {
  return absl::StrCat("\"", DigestOf(absl::StrCat(engine::NameOf(meta.id), "@", meta.version)), "\"");
}

std::string DigestOf(std::string_view bytes) {
  std::array<unsigned char, crypto_generichash_BYTES_MIN> digest{};
  crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                     nullptr, 0);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

}  // namespace klik::services
