#include "services/rpc/page_token.h"

#include <cstdlib>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace klik::services {
namespace {

constexpr std::string_view kVersion = "1";
constexpr char kSeparator = '\n';  // Neither methods nor keys have one.
constexpr int kFields = 4;
constexpr int kAlphabet = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

PageTokens::PageTokens() {
  if (sodium_init() < 0) std::abort();
  crypto_secretbox_keygen(key_.data());
}

std::string PageTokens::Seal(const PageToken& token) const {
  const std::string plain = absl::StrCat(absl::string_view(kVersion.data(), kVersion.size()), "\n", token.query, "\n",
                                         token.revision, "\n", token.last_key);
  std::string sealed(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.size(), '\0');
  randombytes_buf(sealed.data(), crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(Bytes(sealed) + crypto_secretbox_NONCEBYTES, Bytes(plain), plain.size(), Bytes(sealed),
                        key_.data());
  std::string text(sodium_base64_encoded_len(sealed.size(), kAlphabet), '\0');
  sodium_bin2base64(text.data(), text.size(), Bytes(sealed), sealed.size(), kAlphabet);
  text.pop_back();  // libsodium ends it with a zero.
  return text;
}

std::optional<PageToken> PageTokens::Open(std::string_view text) const {
  std::string sealed(text.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(Bytes(sealed), sealed.size(), text.data(), text.size(), nullptr, &length, nullptr, kAlphabet) !=
      0) {
    return std::nullopt;
  }
  constexpr std::size_t kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (length < kOverhead) return std::nullopt;
  std::string plain(length - kOverhead, '\0');
  if (crypto_secretbox_open_easy(Bytes(plain), Bytes(sealed) + crypto_secretbox_NONCEBYTES,
                                 length - crypto_secretbox_NONCEBYTES, Bytes(sealed), key_.data()) != 0) {
    return std::nullopt;
  }
  const std::vector<std::string> fields = absl::StrSplit(plain, kSeparator);
  PageToken token;
  if (fields.size() != kFields || fields[0] != kVersion || !absl::SimpleAtoi(fields[2], &token.revision)) {
    return std::nullopt;
  }
  token.query = fields[1];
  token.last_key = fields[3];
  return token;
}

}  // namespace klik::services
