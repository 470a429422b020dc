#include "storage/record/codec.h"
#include "storage/record/envelope.h"
#include "storage/record/fields.h"

namespace klik::storage {

std::string EncodeDeparture(std::string_view key, const Departure& departure) {
  records::Departure out;
  out.set_system(departure.system);
  for (const std::string& system : departure.party_systems) out.add_party_systems(system);
  for (const std::string& municipality : departure.municipalities) out.add_municipalities(municipality);
  return WrapRecord(key, out);
}

absl::StatusOr<Departure> DecodeDeparture(std::string_view key, std::string_view bytes) {
  records::Departure in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  return Departure{.system = in.system(),
                   .party_systems = {in.party_systems().begin(), in.party_systems().end()},
                   .municipalities = {in.municipalities().begin(), in.municipalities().end()}};
}

}  // namespace klik::storage
