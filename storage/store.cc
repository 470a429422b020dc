#include "storage/store.h"

namespace klik::storage {

KeyRange KeyRange::WithPrefix(std::string_view prefix) {
  // The first key after all that begin with the prefix: its last byte that can be raised, raised. None can: no bound.
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return {std::string(prefix), end};
}

}  // namespace klik::storage
