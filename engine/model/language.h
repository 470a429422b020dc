// The languages Klik knows: ISO 639-1, by their BCP 47 subtag, and a few three-letter ones that are spoken here.
#ifndef KLIK_ENGINE_MODEL_LANGUAGE_H_
#define KLIK_ENGINE_MODEL_LANGUAGE_H_

#include <optional>
#include <string_view>

namespace klik::engine {

// Below 256. nullopt when the code is not known; codes are lower case.
std::optional<int> FindLanguage(std::string_view code);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MODEL_LANGUAGE_H_
