#include "services/rpc/convert/place.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {
namespace {

constexpr double kMillionths = 1e6;
constexpr double kMaxLatitude = 90;    // Degrees.
constexpr double kMaxLongitude = 180;  // Degrees.

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// `1693`, `1693 AB` or `1693AB`, in capitals or not.
bool IsPostcode(std::string_view text) {
  if (text.size() < 4 || text.front() == '0' || !std::all_of(text.begin(), text.begin() + 4, IsDigit)) return false;
  std::string_view letters = text.substr(4);
  if (letters.empty()) return true;
  if (letters.front() == ' ') letters.remove_prefix(1);
  return letters.size() == 2 && IsLetter(letters[0]) && IsLetter(letters[1]);
}

bool IsNeighbourhood(std::string_view text) {
  return text.size() == 10 && text.starts_with("BU") && std::all_of(text.begin() + 2, text.end(), IsDigit);
}

// False for what is no number, too.
std::int32_t ReadDegrees(double degrees, double most, const Field& field) {
  const bool within = degrees >= -most && degrees <= most;
  if (!field.Require(within, "is not a number of degrees")) return 0;
  return static_cast<std::int32_t>(std::lround(degrees * kMillionths));
}

}  // namespace

engine::Place ReadPlace(bool stated, const v1::Place& place, const engine::Gazetteer& gazetteer, const Field& field) {
  engine::Place out;
  if (!field.Require(stated, "is required")) return out;
  out.postcode = place.postcode();
  out.settlement = ReadText(place.settlement(), kMaxSettlementCharacters, field.Member("settlement"));
  out.neighbourhood_code = place.neighbourhood_code();
  field.Member("neighbourhood_code")
      .Require(out.neighbourhood_code.empty() || IsNeighbourhood(out.neighbourhood_code),
               "is not `BU` and eight digits");

  if (place.has_latitude() != place.has_longitude()) {
    field.Member(place.has_latitude() ? "longitude" : "latitude").Reject("is required with the other coordinate");
  } else if (place.has_latitude()) {
    out.given = {ReadDegrees(place.latitude(), kMaxLatitude, field.Member("latitude")),
                 ReadDegrees(place.longitude(), kMaxLongitude, field.Member("longitude"))};
  }
  const bool coordinates_meant = place.has_latitude() || place.has_longitude();
  const Field postcode = field.Member("postcode");
  if (out.postcode.empty()) {
    postcode.Require(coordinates_meant, "is required when there are no coordinates");
  } else if (postcode.Require(IsPostcode(out.postcode), "is not a postcode such as 1693 or 1693 AB")) {
    postcode.Require(gazetteer.Resolve(out) || coordinates_meant, "is not a known postcode");
  }
  if (out.given.has_value()) gazetteer.Resolve(out);
  return out;
}

void SetPlace(const engine::Place& place, v1::Place& out) {
  out.set_postcode(place.postcode);
  out.set_settlement(place.settlement);
  if (place.given.has_value()) {
    out.set_latitude(place.given->latitude_e6 / kMillionths);
    out.set_longitude(place.given->longitude_e6 / kMillionths);
  }
  out.set_neighbourhood_code(place.neighbourhood_code);
  out.set_accuracy(ToApiEnum<v1::Place::Accuracy>(place.accuracy));
}

}  // namespace klik::services
