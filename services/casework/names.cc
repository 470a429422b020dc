#include "services/casework/names.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <tuple>
#include <utility>

#include "absl/strings/str_replace.h"

namespace klik::services {
namespace {

constexpr std::size_t kMaxParts = 8;
// Typing errors in all parts together, and from which length on a part may have one or two.
constexpr std::size_t kMaxErrors = 2;
constexpr std::size_t kLengthForOne = 4;
constexpr std::size_t kLengthForTwo = 8;

// In order, for binary search.
constexpr std::string_view kNoNames[] = {
    "aan", "al",  "bij", "da",     "dal",  "das",     "de",  "del",  "den",  "der",   "des", "dhr",  "di",
    "dos", "dr",  "drs", "du",     "een",  "el",      "en",  "heer", "het",  "in",    "ing", "ir",   "la",
    "le",  "les", "mej", "meneer", "mevr", "mevrouw", "mr",  "mw",   "of",   "onder", "op",  "over", "te",
    "ten", "ter", "tot", "uit",    "van",  "vd",      "vom", "von",  "voor", "wed",   "zu",  "zum"};

// U+00C0 to U+017F without their accents: Latin letters of Europe. `*` is no letter.
constexpr std::string_view kPlain =
    "aaaaaaaceeeeiiiidnooooo*ouuuuyts"
    "aaaaaaaceeeeiiiidnooooo*ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiyyjjkkk"
    "llllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
constexpr char32_t kPlainFrom = 0xC0;
static_assert(kPlain.size() == 0x180 - kPlainFrom);

struct Letter {
  char32_t code = 0;
  std::size_t bytes = 1;
};

// The first character. Bytes that are no UTF-8 are no letters, one by one.
Letter FirstOf(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first < 0xC0 || first >= 0xF8 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (bytes == 0 || text.size() < bytes) return {};
  char32_t code = first & (0x3Fu >> (bytes - 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  return {code, bytes};
}

bool IsApostrophe(char32_t code) {
  return code == '\'' || code == '`' || code == 0xB4 || code == 0x2018 || code == 0x2019;
}

// An accent that stands behind its letter.
bool IsAccent(char32_t code) { return code >= 0x300 && code < 0x370; }

// Adds the letter, plain and small; false when it is none.
bool Append(std::string_view bytes, char32_t code, std::string& part) {
  if (code >= 'A' && code <= 'Z') {
    part += static_cast<char>(code - 'A' + 'a');
  } else if (code >= 'a' && code <= 'z') {
    part += static_cast<char>(code);
  } else if (code >= kPlainFrom && code < kPlainFrom + kPlain.size() && kPlain[code - kPlainFrom] != '*') {
    part += kPlain[code - kPlainFrom];
  } else if (code >= 0x180 && (code < 0x2000 || code >= 0x2070)) {
    part += bytes;
  } else {
    return false;
  }
  return true;
}

// `'t`, `d'`: an article, and no initial.
bool IsArticle(const std::string& part, bool beside_apostrophe) { return beside_apostrophe && part.size() == 1; }

bool IsNoName(const std::string& part) {
  return std::binary_search(std::begin(kNoNames), std::end(kNoNames), std::string_view(part));
}

// Insertions, deletions, replacements and swaps of neighbours that make one of the other.
std::size_t ErrorsBetween(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row(b.size() + 1, i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = std::move(last);
    last = std::move(row);
  }
  return last.back();
}

std::size_t ErrorsAllowed(std::string_view a, std::string_view b) {
  const std::size_t length = std::min(a.size(), b.size());
  return length >= kLengthForTwo ? 2 : length >= kLengthForOne ? 1 : 0;
}

bool IsInitialOf(std::string_view a, std::string_view b) {
  return (a.size() == 1 || b.size() == 1) && a.front() == b.front();
}

// Takes the parts of one name from those of the other, the surest first.
class Pairing {
 public:
  Pairing(const std::vector<std::string>& shorter, const std::vector<std::string>& longer)
      : shorter_(shorter), longer_(longer) {
    PairBy([](const std::string& a, const std::string& b) { return a == b; });
    exact_ = shorter_.size() == longer_.size() && shorter_.size() == paired_;
    PairBy([this](const std::string& a, const std::string& b) {
      const std::size_t allowed = std::min(ErrorsAllowed(a, b), kMaxErrors - errors_);
      if (allowed == 0) return false;
      const std::size_t errors = ErrorsBetween(a, b);
      if (errors > allowed) return false;
      errors_ += errors;
      return true;
    });
    whole_ = paired_;
    PairBy(IsInitialOf);
  }

  bool exact() const { return exact_; }
  bool all() const { return paired_ == shorter_.size(); }
  // Pairs that are more than an initial.
  std::size_t whole() const { return whole_; }

 private:
  template <typename Fits>
  void PairBy(Fits fits) {
    for (std::size_t i = 0; i < shorter_.size(); ++i) {
      for (std::size_t j = 0; j < longer_.size() && !shorter_used_[i]; ++j) {
        if (longer_used_[j] || !fits(shorter_[i], longer_[j])) continue;
        shorter_used_[i] = longer_used_[j] = true;
        ++paired_;
      }
    }
  }

  const std::vector<std::string>& shorter_;
  const std::vector<std::string>& longer_;
  bool shorter_used_[kMaxParts] = {};
  bool longer_used_[kMaxParts] = {};
  std::size_t paired_ = 0;
  std::size_t whole_ = 0;
  std::size_t errors_ = 0;
  bool exact_ = false;
};

}  // namespace

std::vector<std::string> NamePartsOf(std::string_view name) {
  std::vector<std::string> all;
  std::vector<std::string> names;
  std::string part;
  bool beside_apostrophe = false;
  const auto end_part = [&](bool at_apostrophe) {
    if (!part.empty()) {
      const bool left_out = IsArticle(part, beside_apostrophe || at_apostrophe) || IsNoName(part);
      absl::StrReplaceAll({{"ij", "y"}}, &part);
      if (!left_out) names.push_back(part);
      all.push_back(std::move(part));
    }
    part.clear();
    beside_apostrophe = at_apostrophe;
  };
  while (!name.empty()) {
    const Letter letter = FirstOf(name);
    if (!IsAccent(letter.code) && !Append(name.substr(0, letter.bytes), letter.code, part)) {
      end_part(IsApostrophe(letter.code));
    }
    name.remove_prefix(letter.bytes);
  }
  end_part(false);
  std::vector<std::string>& parts = names.empty() ? all : names;
  if (parts.size() > kMaxParts) parts.resize(kMaxParts);
  return std::move(parts);
}

NameLikeness CompareNames(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto& [shorter, longer] = a.size() <= b.size() ? std::tie(a, b) : std::tie(b, a);
  if (shorter.empty()) return NameLikeness::kNone;
  const Pairing pairing(shorter, longer);
  if (!pairing.all() || pairing.whole() == 0) return NameLikeness::kNone;
  if (shorter.size() == 1) return NameLikeness::kOnePart;
  return pairing.exact() ? NameLikeness::kSame : NameLikeness::kAlike;
}

}  // namespace klik::services
