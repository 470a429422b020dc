// Secrets: made, turned into digests, compared, and wiped when they are done with.
//
// What is random to the full is kept as a plain digest, which nobody guesses backwards; a password is not, and has
// passwords.h. Any thread.
#ifndef KLIK_SERVICES_ACCOUNTS_SECRETS_H_
#define KLIK_SERVICES_ACCOUNTS_SECRETS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace klik::services {

// Of a secret of 256 bits in base64url without padding.
inline constexpr std::size_t kSecretCharacters = 43;

std::string NewSecret();

std::string RandomBytes(std::size_t count);

// 32 bytes. `kind` keeps secrets of one kind from passing for another.
std::string DigestOfSecret(std::string_view kind, std::string_view secret);

// Takes as long whether and wherever they differ.
bool SameBytes(std::string_view a, std::string_view b);

void Wipe(std::string& text);

// A text that is wiped when it goes.
class SecretText {
 public:
  SecretText() = default;
  explicit SecretText(std::string text) : text_(std::move(text)) {}
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  // Short texts are within the object, so a move is a copy to be wiped.
  SecretText(SecretText&& other) noexcept { *this = std::move(other); }
  SecretText& operator=(SecretText&& other) noexcept {
    if (this == &other) return *this;
    Wipe(text_);
    text_ = other.text_;
    Wipe(other.text_);
    return *this;
  }
  ~SecretText() { Wipe(text_); }

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_SECRETS_H_
