#include "tests/testing/large_world.h"

#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace klik::testing {
namespace {

template <typename T>
void Append(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

World LargeWorld(Random& random, std::size_t profiles) {
  World world;
  for (int number = 0; IdsOf(world).size() < profiles; ++number) {
    World part = RandomWorld(random);
    const std::string suffix = absl::StrCat("w", number);
    const bool elsewhere = random.Percent(60);
    const int north = random.Between(-150'000, 150'000);
    const int east = random.Between(-200'000, 200'000);
    const auto settle = [&](engine::Metadata& meta, engine::Place& place) {
      meta.id.id += suffix;
      if (!meta.external_id.id.empty()) meta.external_id.id += suffix;
      if (!elsewhere) return;
      place.point.latitude_e6 += north;
      place.point.longitude_e6 += east;
    };
    for (auto& it : part.residents) settle(it.meta, it.place);
    for (auto& it : part.volunteers) settle(it.meta, it.place);
    for (auto& it : part.activities) settle(it.meta, it.place);
    for (auto& it : part.matches) {
      it.meta.id.id += suffix;
      it.resident.id += suffix;
      it.other.id += suffix;
      if (it.companion) it.companion->id += suffix;
    }
    Append(part.residents, world.residents);
    Append(part.volunteers, world.volunteers);
    Append(part.activities, world.activities);
    Append(part.matches, world.matches);
  }
  return world;
}

}  // namespace klik::testing
