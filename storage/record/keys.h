// What is stored under which key.
//
//   residents/{id}, volunteers/{id}, ...   resources, by their name in the API
//   removed/{collection}/{id}              that some may know of a resource no more, and who could; see Departure
//   accounts/{id}, sessions/{id}, ...      who may come in, see account_records.h
//   requests/{digest}                      answers to writing calls, by caller and request id
//   requests_by_time/{time}/{digest}       the same ones in order of time; the value is empty
//   audit/{number}                         who did what; see storage/audit
//   outcomes/{resident}/{id}               answers to questionnaires, see outcome_record.h; both are ids alone
//   meta/{name}                            about the data as a whole
//
// Ids are random and a caller is only in a digest, so no key holds personal data. Pure functions; any thread.
#ifndef KLIK_STORAGE_RECORD_KEYS_H_
#define KLIK_STORAGE_RECORD_KEYS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "engine/model/entity.h"
#include "storage/store.h"

namespace klik::storage {

std::string RecordKey(const engine::EntityId& id);

// nullopt when it is not the key of a resource.
std::optional<engine::EntityId> ParseRecordKey(std::string_view key);

// All resources of a kind.
KeyRange RecordRange(engine::Kind kind);
// The same in pieces, one after another, for who reads several at once: ids are random, so that pieces are about as
// large as each other.
std::vector<KeyRange> RecordPieces(engine::Kind kind);

// Of the resource with this name in the API, there or not.
std::string DepartureKey(std::string_view name);

// That name; nullopt when it is not such a key.
std::optional<engine::EntityId> ParseDepartureKey(std::string_view key);

// The answer to `request_id` of `caller`. Both may hold any bytes; no two pairs have the same key.
std::string RequestKey(std::string_view caller, std::string_view request_id);

// Goes into the same batch as the answer under `request_key`, and finds it when it is old. `create_time` counts to the
// microsecond.
std::string RequestTimeKey(absl::Time create_time, std::string_view request_key);

// The time keys of all answers created before `time`, oldest first.
KeyRange RequestTimesBefore(absl::Time time);

// The key of the answer that a time key finds; nullopt when it is no time key.
std::optional<std::string> RequestKeyOf(std::string_view request_time_key);

std::string MetaKey(std::string_view name);

struct OutcomeIds {
  std::string resident;
  std::string outcome;

  friend bool operator==(const OutcomeIds&, const OutcomeIds&) = default;
};

std::string OutcomeKey(const OutcomeIds& ids);

// nullopt when it is not the key of an outcome.
std::optional<OutcomeIds> ParseOutcomeKey(std::string_view key);

// Those of one resident, by id, and those of everybody.
KeyRange OutcomesOf(std::string_view resident);
KeyRange AllOutcomes();

// The subject of the key that seals somebody's outcomes together with their own: `residents/{id}/outcomes`. It can be
// taken away alone.
std::string OutcomeSubject(std::string_view person);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_RECORD_KEYS_H_
