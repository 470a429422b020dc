#include "engine/places/gazetteer.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

extern const std::string_view kPlacesTsv;

namespace klik::engine {
namespace {

constexpr std::size_t kColumns = 5;
constexpr std::size_t kPc4Length = 4;
constexpr double kMillionths = 1e6;
// The Netherlands in Europe, roughly: enough to catch swapped columns and lost decimal points.
constexpr double kMinLatitude = 50.0;
constexpr double kMaxLatitude = 54.0;
constexpr double kMinLongitude = 3.0;
constexpr double kMaxLongitude = 8.0;

absl::Status LineError(int line, const absl::AlphaNum& what) {
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", what));
}

bool IsDigits(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

bool IsPc4(absl::string_view text) { return text.size() == kPc4Length && IsDigits(text) && text.front() != '0'; }

// `GM0420`
bool IsMunicipality(absl::string_view text) {
  return text.size() == 6 && text.substr(0, 2) == "GM" && IsDigits(text.substr(2));
}

// The PC4 of `1693`, `1693 AB` or `1693AB`, in capitals or not; nullopt for anything else.
std::optional<absl::string_view> Pc4Of(absl::string_view postcode) {
  const absl::string_view pc4 = postcode.substr(0, kPc4Length);
  if (!IsPc4(pc4)) return std::nullopt;
  absl::string_view letters = postcode.substr(kPc4Length);
  if (letters.empty()) return pc4;
  if (letters.front() == ' ') letters.remove_prefix(1);
  const bool is_pc6 = letters.size() == 2 && absl::ascii_isalpha(static_cast<unsigned char>(letters[0])) &&
                      absl::ascii_isalpha(static_cast<unsigned char>(letters[1]));
  return is_pc6 ? std::optional(pc4) : std::nullopt;
}

// `1693/onderdijk`
std::string SettlementKey(absl::string_view pc4, absl::string_view settlement) {
  return absl::StrCat(pc4, "/", absl::AsciiStrToLower(absl::StripAsciiWhitespace(settlement)));
}

std::optional<std::int32_t> ParseDegrees(absl::string_view text, double min, double max) {
  double degrees = 0;
  if (!absl::SimpleAtod(text, &degrees) || !(degrees >= min && degrees <= max)) return std::nullopt;
  return static_cast<std::int32_t>(std::lround(degrees * kMillionths));
}

absl::StatusOr<GazetteerEntry> ParseEntry(int line, absl::string_view text) {
  const std::vector<std::string> columns = absl::StrSplit(text, '\t');
  if (columns.size() != kColumns) {
    return LineError(line, absl::StrCat(columns.size(), " columns; expected ", kColumns));
  }
  GazetteerEntry entry{.pc4 = columns[0], .settlement = columns[1], .municipality = columns[2], .point = {}};
  if (!IsPc4(entry.pc4)) return LineError(line, absl::StrCat("`", entry.pc4, "` is not a PC4"));
  if (absl::StripAsciiWhitespace(entry.settlement) != entry.settlement || entry.settlement.empty()) {
    return LineError(line, "the settlement is empty or has space around it");
  }
  if (!entry.municipality.empty() && !IsMunicipality(entry.municipality)) {
    return LineError(line, absl::StrCat("`", entry.municipality, "` is not a GM code"));
  }
  const std::optional<std::int32_t> latitude = ParseDegrees(columns[3], kMinLatitude, kMaxLatitude);
  const std::optional<std::int32_t> longitude = ParseDegrees(columns[4], kMinLongitude, kMaxLongitude);
  if (!latitude.has_value() || !longitude.has_value()) {
    return LineError(line, absl::StrCat("`", columns[3], "`, `", columns[4], "` is not a point in the Netherlands"));
  }
  entry.point = {.latitude_e6 = *latitude, .longitude_e6 = *longitude};
  return entry;
}

}  // namespace

const Gazetteer& Gazetteer::BuiltIn() {
  static const Gazetteer* const built_in = [] {
    absl::StatusOr<Gazetteer> parsed = Parse(kPlacesTsv);
    if (!parsed.ok()) {
      std::fprintf(stderr, "places.tsv: %s\n", parsed.status().ToString().c_str());
      std::abort();
    }
    return new Gazetteer(*std::move(parsed));
  }();
  return *built_in;
}

absl::StatusOr<Gazetteer> Gazetteer::Parse(std::string_view tsv) {
  Gazetteer gazetteer;
  int line = 0;
  for (const absl::string_view text : absl::StrSplit(absl::string_view(tsv.data(), tsv.size()), '\n')) {
    ++line;
    if (text.empty() || text.front() == '#') continue;
    absl::StatusOr<GazetteerEntry> entry = ParseEntry(line, text);
    if (!entry.ok()) return entry.status();
    // Keeps the first point of a PC4: its own.
    gazetteer.by_pc4_.try_emplace(entry->pc4, entry->point);
    if (!gazetteer.by_settlement_.try_emplace(SettlementKey(entry->pc4, entry->settlement), entry->point).second) {
      return LineError(line, absl::StrCat("`", entry->settlement, "` is in ", entry->pc4, " twice"));
    }
    gazetteer.entries_.push_back(*std::move(entry));
  }
  if (gazetteer.entries_.empty()) return absl::InvalidArgumentError("no places");
  return gazetteer;
}

bool Gazetteer::Resolve(Place& place) const {
  if (place.given.has_value()) {
    place.point = *place.given;
    place.accuracy = PlaceAccuracy::kCoordinates;
    return true;
  }
  const std::optional<absl::string_view> pc4 = Pc4Of(place.postcode);
  if (!pc4.has_value()) return false;
  if (const auto found = by_settlement_.find(SettlementKey(*pc4, place.settlement)); found != by_settlement_.end()) {
    place.point = found->second;
    place.accuracy = PlaceAccuracy::kSettlement;
    return true;
  }
  if (const auto found = by_pc4_.find(*pc4); found != by_pc4_.end()) {
    place.point = found->second;
    place.accuracy = PlaceAccuracy::kPc4;
    return true;
  }
  return false;
}

}  // namespace klik::engine
