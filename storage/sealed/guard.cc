#include "storage/sealed/guard.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

namespace klik::storage {
namespace {

constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
// Of the beginning of a sealed value: header and nonce of one about several people, and never less than those.
constexpr std::size_t kBeginBytes = 256;

}  // namespace

Guard::Guard(std::vector<KeyRange> ranges, const unsigned char* secret) : ranges_(std::move(ranges)) {
  static_assert(crypto_shorthash_siphashx24_KEYBYTES == std::tuple_size_v<decltype(hash_key_)>);
  constexpr std::string_view kPurpose = "klik guard";
  crypto_generichash(hash_key_.data(), hash_key_.size(), reinterpret_cast<const unsigned char*>(kPurpose.data()),
                     kPurpose.size(), secret, kKeyBytes);
}

bool Guard::IsGuarded(std::string_view key) const {
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const KeyRange& range) {
    return key >= range.first && (range.end.empty() || key < range.end);
  });
}

Guard::Digest Guard::Hash(std::string_view text) const {
  Digest digest;
  static_assert(crypto_shorthash_siphashx24_BYTES == sizeof digest);
  unsigned char bytes[crypto_shorthash_siphashx24_BYTES];
  crypto_shorthash_siphashx24(bytes, reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                              hash_key_.data());
  std::memcpy(digest.data(), bytes, sizeof bytes);
  return digest;
}

Guard::Digest Guard::TermOf(std::string_view key, std::string_view sealed) const {
  std::string text(1, static_cast<char>(key.size() & 0xff));  // Keeps key and value apart.
  text += static_cast<char>(key.size() >> 8);
  text += key;
  text += sealed.substr(0, kBeginBytes);
  text += sealed.substr(sealed.size() - std::min(sealed.size(), kTagBytes));
  return Hash(text);
}

void Guard::Take(std::string_view key, std::string_view sealed) {
  const Digest term = TermOf(key, sealed);
  terms_.insert_or_assign(Hash(key), term);
  for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += term[i];
}

std::string Guard::Encode(const Digest& sum, std::uint64_t count) {
  std::string bytes(sizeof sum + sizeof count, '\0');
  std::memcpy(bytes.data(), sum.data(), sizeof sum);
  std::memcpy(bytes.data() + sizeof sum, &count, sizeof count);
  return bytes;
}

std::string Guard::Sum() const { return Encode(sum_, terms_.size()); }

std::optional<Guard::Step> Guard::Plan(const Batch::Writes& writes) const {
  Step step;
  step.sum = sum_;
  std::uint64_t count = terms_.size();
  for (const auto& [key, sealed] : writes) {
    if (!IsGuarded(key)) continue;
    const Digest place = Hash(key);
    if (const auto before = terms_.find(place); before != terms_.end()) {
      for (std::size_t i = 0; i < step.sum.size(); ++i) step.sum[i] -= before->second[i];
      --count;
    }
    auto& [where, term] = step.terms.emplace_back(place, std::nullopt);
    if (!sealed.has_value()) continue;
    term = TermOf(key, *sealed);
    for (std::size_t i = 0; i < step.sum.size(); ++i) step.sum[i] += (*term)[i];
    ++count;
  }
  if (step.terms.empty()) return std::nullopt;
  step.encoded = Encode(step.sum, count);
  return step;
}

void Guard::Carry(const Step& step) {
  for (const auto& [place, term] : step.terms) {
    if (term.has_value()) {
      terms_.insert_or_assign(place, *term);
    } else {
      terms_.erase(place);
    }
  }
  sum_ = step.sum;
}

}  // namespace klik::storage
