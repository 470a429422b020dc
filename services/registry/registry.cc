#include "services/registry/registry.h"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "services/registry/loader.h"
#include "services/registry/sequencer.h"

namespace klik::services {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kIdCharacters = 26;  // Of five bits each.
constexpr std::string_view kIdAlphabet = "abcdefghijklmnopqrstuvwxyz234567";

}  // namespace

absl::StatusOr<std::unique_ptr<Registry>> Registry::Open(storage::Store& store, const engine::Taxonomy& taxonomy,
                                                         const Clock& clock, const storage::Sealer& sealer,
                                                         Consequences consequences) {
  auto loaded = LoadSnapshot(store, taxonomy);
  if (!loaded.ok()) return loaded.status();
  absl::StatusOr<storage::AuditHead> audited = storage::ReadAuditHead(store);
  if (!audited.ok()) return audited.status();
  return std::make_unique<Sequencer>(store, *std::move(loaded), clock, *std::move(audited), sealer,
                                     std::move(consequences));
}

std::string NewId() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();
  std::array<std::uint8_t, kIdBytes> random{};
  randombytes_buf(random.data(), random.size());
  std::string id;
  std::uint32_t bits = 0;
  int held = 0;
  for (const std::uint8_t byte : random) {
    bits = bits << 8 | byte;
    for (held += 8; held >= 5; held -= 5) id += kIdAlphabet[bits >> (held - 5) & 31];
  }
  id += kIdAlphabet[bits << (5 - held) & 31];
  static_assert((8 * kIdBytes + 4) / 5 == kIdCharacters);
  return id;
}

}  // namespace klik::services
