// The limits of calls: sizes of messages and answers, and how much of it all is under way at once.
#ifndef KLIK_SERVICES_RPC_CALL_LIMITS_H_
#define KLIK_SERVICES_RPC_CALL_LIMITS_H_

#include <cstddef>

#include "absl/time/time.h"

namespace klik::services {

// Messages.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{256} * 1024;
inline constexpr int kMaxMaskPaths = 100;
// Of why a caller looks at somebody who is not their case.
inline constexpr std::size_t kMaxReasonCharacters = 500;
// Error details travel in a header, of which clients take 8 KiB by default.
inline constexpr std::size_t kMaxErrorDetailBytes = std::size_t{5} * 1024;
inline constexpr std::size_t kMaxErrorMessageBytes = 512;

// Lists of resources.
inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 1000;
// A page ends early at this size: clients take messages of 4 MiB by default.
inline constexpr std::size_t kMaxPageBytes = std::size_t{3} * 1024 * 1024;
// Revisions that are kept so that the pages that follow tell of the same one.
inline constexpr std::size_t kMaxPinnedSnapshots = 32;
inline constexpr absl::Duration kPinnedSnapshotLifetime = absl::Minutes(10);

// Matching.
inline constexpr int kDefaultSearchLimit = 20;
inline constexpr int kMaxSearchLimit = 200;
inline constexpr int kMaxExcluded = 200;
// Each circle is sought anew among those who are left: this many take about a second in a municipality.
inline constexpr int kMaxCircles = 50;
// The work list.
inline constexpr int kDefaultWorkItems = 50;
inline constexpr int kMaxWorkItems = 200;
// Trying a policy: subjects of one call, and how many of the best are compared.
inline constexpr int kMaxTriedSubjects = 20;
inline constexpr int kDefaultTriedLimit = 10;
inline constexpr int kMaxTriedLimit = 50;

// Records named in a report of the keys.
inline constexpr int kMaxDamagedNames = 100;

// Answers that take long and wait for their turn; more get RESOURCE_EXHAUSTED.
inline constexpr std::size_t kMaxAside = 16;
inline constexpr absl::Duration kAsideRetryDelay = absl::Seconds(2);

// Import. Records of one stream that are with the registry at once.
inline constexpr int kImportWindow = 256;
// Results in one message.
inline constexpr std::size_t kMaxResultsPerMessage = 256;
// Results the caller has not taken yet; nothing more is read until it has.
inline constexpr std::size_t kMaxWaitingResults = 4096;
// Records that wait for one further on.
inline constexpr std::size_t kMaxDeferredRecords = 50'000;
inline constexpr std::size_t kMaxDeferredBytes = std::size_t{64} * 1024 * 1024;
// External ids that one stream may bring.
inline constexpr std::size_t kMaxStreamIds = 1'000'000;
// How long a stream waits when the registry is full.
inline constexpr absl::Duration kImportRetryDelay = absl::Milliseconds(50);

// Watching. Streams at once, of everybody and of one account; more get RESOURCE_EXHAUSTED.
inline constexpr std::size_t kMaxWatchers = 64;
inline constexpr std::size_t kMaxWatchersOfAccount = 4;
inline constexpr absl::Duration kWatchRetryDelay = absl::Seconds(10);
// One message.
inline constexpr int kMaxChangesPerMessage = 200;
inline constexpr std::size_t kMaxWatchBytes = std::size_t{1024} * 1024;
// Keys of the change log that are read at a time, before others have their turn.
inline constexpr std::size_t kMaxChangesRead = 50'000;
// Names that are kept of what is yet to be told; who is further behind asks for everything.
inline constexpr std::size_t kMaxChangesPending = 200'000;
// A message even if there is nothing to tell.
inline constexpr absl::Duration kWatchHeartbeat = absl::Seconds(30);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CALL_LIMITS_H_
