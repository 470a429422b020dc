// What is where in the database: three spaces of keys, told apart by the first byte.
//
//   'r' key                      -> value
//   'c' revision, 8 bytes, big-endian -> the keys it wrote or deleted, each with its length before it
//   'm' name                     -> about the store itself: `format`, `revision`
//
// Pure functions; any thread. Decoders answer nullopt for bytes that no encoder makes.
#ifndef KLIK_STORAGE_ROCKSDB_LAYOUT_H_
#define KLIK_STORAGE_ROCKSDB_LAYOUT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/entity.h"
#include "storage/batch.h"

namespace klik::storage {

// Rises with every change to what is described above. A store of a newer format is not opened.
inline constexpr std::uint64_t kFormat = 1;

inline constexpr char kRecordSpace = 'r';
inline constexpr char kChangeSpace = 'c';
inline constexpr std::string_view kFormatKey = "mformat";
inline constexpr std::string_view kRevisionKey = "mrevision";

std::string SpaceKey(char space, std::string_view key);
std::string ChangeKey(engine::Revision revision);

// 8 bytes, big-endian, so that byte order is number order.
std::string EncodeNumber(std::uint64_t number);
std::optional<std::uint64_t> DecodeNumber(std::string_view bytes);

std::string EncodeChangedKeys(const Batch::Writes& writes);
// The views point into `bytes`.
std::optional<std::vector<std::string_view>> DecodeChangedKeys(std::string_view bytes);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_ROCKSDB_LAYOUT_H_
