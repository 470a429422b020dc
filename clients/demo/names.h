// Made-up people: names by generation and origin, and the languages that go with them.
//
// Constant tables; any thread may read them. No name is taken from a real person: first names and surnames are drawn
// apart.
#ifndef KLIK_CLIENTS_DEMO_NAMES_H_
#define KLIK_CLIENTS_DEMO_NAMES_H_

#include <string>
#include <string_view>

#include "clients/demo/random.h"
#include "klik/v1/common.pb.h"

namespace klik::demo {

// Where somebody's first language comes from. `language` is empty for people born into Dutch.
struct Origin {
  std::string_view language;
  std::string_view women;
  std::string_view men;
  std::string_view surnames;
  int weight;
  int oldest;
};

const Origin& PickOrigin(int age, Random& random);

// How staff would call the person: `Truus B.`, or `mevr. T. Bakker` for some of the older ones. `gender` unspecified
// or non-binary draws from both lists.
std::string PickDisplayName(const Origin& origin, v1::Gender gender, int birth_year, int age, Random& random);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_NAMES_H_
