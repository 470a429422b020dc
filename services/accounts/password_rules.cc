#include "services/accounts/password_rules.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "services/accounts/secrets.h"

// One common word a line.
extern const std::string_view kCommonWords;

namespace klik::services {
namespace {

constexpr std::size_t kFewestDistinct = 6;
constexpr std::size_t kMinUserNamePart = 4;
// More of them make a sentence that is hard to guess.
constexpr int kMaxCommonWords = 3;

const absl::flat_hash_set<std::string>& CommonWords() {
  static const auto& words = *new absl::flat_hash_set<std::string>(
      absl::StrSplit(absl::string_view(kCommonWords.data(), kCommonWords.size()), '\n', absl::SkipEmpty()));
  return words;
}

std::size_t CharactersIn(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool IsLetter(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }

char Unleet(char c) {
  constexpr std::string_view kDisguised = "0134578@$!|+";
  constexpr std::string_view kMeant = "oieastbasilt";
  const std::size_t at = kDisguised.find(c);
  return at == std::string_view::npos ? c : kMeant[at];
}

std::string OnlyLetters(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (IsLetter(c)) letters += c;
  }
  return letters;
}

// `w3lk0m2024!` is `welkom`: what surrounds a word goes, what stands for a letter becomes it.
std::string Undisguised(std::string_view text) {
  const auto first = std::find_if(text.begin(), text.end(), IsLetter);
  const auto end = std::find_if(text.rbegin(), text.rend(), IsLetter).base();
  std::string plain;
  for (auto c = first; c < end; ++c) plain += Unleet(*c);
  return OnlyLetters(plain);
}

// Whether it is a few common words behind each other, and nothing else.
bool IsFewWords(const std::string& letters) {
  // The fewest words that make up each beginning.
  std::vector<int> fewest(letters.size() + 1, kMaxCommonWords + 1);
  fewest[0] = 0;
  for (std::size_t end = 1; end <= letters.size(); ++end) {
    for (std::size_t start = 0; start < end; ++start) {
      if (fewest[start] < fewest[end] && CommonWords().contains(letters.substr(start, end - start))) {
        fewest[end] = std::min(fewest[end], fewest[start] + 1);
      }
    }
  }
  return fewest.back() <= kMaxCommonWords;
}

}  // namespace

std::optional<std::string_view> WeaknessOf(std::string_view password, std::string_view user_name) {
  const std::size_t characters = CharactersIn(password);
  if (characters < kMinPasswordCharacters) return "has fewer than 12 characters";
  if (characters > kMaxPasswordCharacters) return "has more than 128 characters";
  const SecretText lower(absl::AsciiStrToLower(absl::string_view(password.data(), password.size())));
  if (std::set<char>(lower.text().begin(), lower.text().end()).size() < kFewestDistinct) {
    return "repeats a few characters";
  }
  const std::string_view part = user_name.substr(0, user_name.find('@'));
  if (part.size() >= kMinUserNamePart && lower.text().find(part) != std::string::npos) return "has the user name in it";
  if (IsFewWords(SecretText(OnlyLetters(lower.text())).text()) ||
      IsFewWords(SecretText(Undisguised(lower.text())).text())) {
    return "is made of what many people choose; four words that have nothing to do with each other are better";
  }
  return std::nullopt;
}

}  // namespace klik::services
