#include "engine/model/language.h"

#include <algorithm>
#include <array>

namespace klik::engine {
namespace {

// ISO 639-1, and of ISO 639-3: ary Moroccan Arabic, kmr Kurmanji, pap Papiamento, prs Dari, rif Tarifit, rmn Romani,
// sgn sign languages, zgh Tamazight. In order.
constexpr auto kLanguages = std::to_array<std::string_view>(
    {"aa", "ab", "ae", "af",  "ak",  "am", "an",  "ar", "ary", "as",  "av",  "ay", "az",  "ba", "be", "bg", "bh", "bi",
     "bm", "bn", "bo", "br",  "bs",  "ca", "ce",  "ch", "co",  "cr",  "cs",  "cu", "cv",  "cy", "da", "de", "dv", "dz",
     "ee", "el", "en", "eo",  "es",  "et", "eu",  "fa", "ff",  "fi",  "fj",  "fo", "fr",  "fy", "ga", "gd", "gl", "gn",
     "gu", "gv", "ha", "he",  "hi",  "ho", "hr",  "ht", "hu",  "hy",  "hz",  "ia", "id",  "ie", "ig", "ii", "ik", "io",
     "is", "it", "iu", "ja",  "jv",  "ka", "kg",  "ki", "kj",  "kk",  "kl",  "km", "kmr", "kn", "ko", "kr", "ks", "ku",
     "kv", "kw", "ky", "la",  "lb",  "lg", "li",  "ln", "lo",  "lt",  "lu",  "lv", "mg",  "mh", "mi", "mk", "ml", "mn",
     "mr", "ms", "mt", "my",  "na",  "nb", "nd",  "ne", "ng",  "nl",  "nn",  "no", "nr",  "nv", "ny", "oc", "oj", "om",
     "or", "os", "pa", "pap", "pi",  "pl", "prs", "ps", "pt",  "qu",  "rif", "rm", "rmn", "rn", "ro", "ru", "rw", "sa",
     "sc", "sd", "se", "sg",  "sgn", "si", "sk",  "sl", "sm",  "sn",  "so",  "sq", "sr",  "ss", "st", "su", "sv", "sw",
     "ta", "te", "tg", "th",  "ti",  "tk", "tl",  "tn", "to",  "tr",  "ts",  "tt", "tw",  "ty", "ug", "uk", "ur", "uz",
     "ve", "vi", "vo", "wa",  "wo",  "xh", "yi",  "yo", "za",  "zgh", "zh",  "zu"});

static_assert(kLanguages.size() <= 256);
static_assert(std::is_sorted(kLanguages.begin(), kLanguages.end()));

}  // namespace

std::optional<int> FindLanguage(std::string_view code) {
  const auto found = std::lower_bound(kLanguages.begin(), kLanguages.end(), code);
  if (found == kLanguages.end() || *found != code) return std::nullopt;
  return static_cast<int>(found - kLanguages.begin());
}

}  // namespace klik::engine
