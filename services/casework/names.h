// Whether two names may be one person's: as people write them, with and without accents, in any order, with and without
// `van der`, and with a slip of the pen.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_CASEWORK_NAMES_H_
#define KLIK_SERVICES_CASEWORK_NAMES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace klik::services {

// The parts of a name, in small letters without accents; what is no name (`van`, `de`, `mevrouw`) is left out, unless
// there is nothing else. Letters of other scripts stay as they are.
std::vector<std::string> NamePartsOf(std::string_view name);

enum class NameLikeness : std::uint8_t {
  kNone,
  kOnePart,  // One of the two is a single part, `Truus`, that the other has too.
  kAlike,    // Every part of the shorter is in the longer, but for typing errors and initials.
  kSame,     // The same parts.
};

// Of what NamePartsOf gave.
NameLikeness CompareNames(const std::vector<std::string>& a, const std::vector<std::string>& b);

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_NAMES_H_
