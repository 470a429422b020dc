// The engine's values as bytes and back. Every field comes back exactly, but a time to the nanosecond (rounded down),
// and one outside the years 1678 to 2261 as the infinite past or future.
//
// Encoding cannot fail: a value outside its enum, a topic outside `taxonomy`, or an id of another kind is a broken
// invariant and aborts. Decoding trusts nothing. DATA_LOSS names the record's key, and the field, never its content:
// damaged bytes, an enum number or a topic that this build does not know. FAILED_PRECONDITION: a newer build wrote it.
//
// Pure functions; any thread.
#ifndef KLIK_STORAGE_RECORD_CODEC_H_
#define KLIK_STORAGE_RECORD_CODEC_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/model/activity.h"
#include "engine/model/exclusion.h"
#include "engine/model/match.h"
#include "engine/model/person.h"
#include "engine/model/referral.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::storage {

// Resources are stored under RecordKey(meta.id), and decoded with the key they were found under.
std::string EncodeResident(const engine::Resident& resident, const engine::Taxonomy& taxonomy);
absl::StatusOr<engine::Resident> DecodeResident(std::string_view key, std::string_view bytes,
                                                const engine::Taxonomy& taxonomy);

std::string EncodeVolunteer(const engine::Volunteer& volunteer, const engine::Taxonomy& taxonomy);
absl::StatusOr<engine::Volunteer> DecodeVolunteer(std::string_view key, std::string_view bytes,
                                                  const engine::Taxonomy& taxonomy);

std::string EncodeActivity(const engine::Activity& activity, const engine::Taxonomy& taxonomy);
absl::StatusOr<engine::Activity> DecodeActivity(std::string_view key, std::string_view bytes,
                                                const engine::Taxonomy& taxonomy);

std::string EncodeOrganisation(const engine::Organisation& organisation);
absl::StatusOr<engine::Organisation> DecodeOrganisation(std::string_view key, std::string_view bytes);

std::string EncodeMatch(const engine::Match& match);
absl::StatusOr<engine::Match> DecodeMatch(std::string_view key, std::string_view bytes);

std::string EncodeExclusion(const engine::Exclusion& exclusion);
absl::StatusOr<engine::Exclusion> DecodeExclusion(std::string_view key, std::string_view bytes);

std::string EncodeReferral(const engine::Referral& referral, const engine::Taxonomy& taxonomy);
absl::StatusOr<engine::Referral> DecodeReferral(std::string_view key, std::string_view bytes,
                                                const engine::Taxonomy& taxonomy);

// The answer to a writing call, stored under RequestKey.
struct RequestResult {
  std::string request_digest;  // Of the request, so that the same id with another body is found out.
  std::string response_type;   // Full name of the message, `klik.v1.Resident`.
  std::string response;        // Serialized.
  absl::Time create_time;

  friend bool operator==(const RequestResult&, const RequestResult&) = default;
};

// Of a record that somebody may know of no more, under DepartureKey: who could. It says whose a record was, and nothing
// of anybody, so it stays when a person is erased.
struct Departure {
  std::string system;
  std::vector<std::string> party_systems;   // Of a match: the systems of the people in it.
  std::vector<std::string> municipalities;  // GM codes; all that it has left so far.

  friend bool operator==(const Departure&, const Departure&) = default;
};

std::string EncodeDeparture(std::string_view key, const Departure& departure);
absl::StatusOr<Departure> DecodeDeparture(std::string_view key, std::string_view bytes);

std::string EncodeRequestResult(std::string_view key, const RequestResult& result);
absl::StatusOr<RequestResult> DecodeRequestResult(std::string_view key, std::string_view bytes);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_RECORD_CODEC_H_
