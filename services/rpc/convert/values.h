// The other value types that resources share: the API's messages and the engine's values.
//
// Pure functions; any thread. What is wrong is reported at the field.
#ifndef KLIK_SERVICES_RPC_CONVERT_VALUES_H_
#define KLIK_SERVICES_RPC_CONVERT_VALUES_H_

#include <string>
#include <vector>

#include "engine/model/person.h"
#include "engine/taxonomy/taxonomy.h"
#include "google/protobuf/repeated_field.h"
#include "klik/v1/common.pb.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

template <typename Message>
using Repeated = google::protobuf::RepeatedPtrField<Message>;

std::vector<engine::TravelOption> ReadTravel(const Repeated<v1::TravelOption>& travel, const Field& field);
void SetTravel(const std::vector<engine::TravelOption>& travel, Repeated<v1::TravelOption>& out);

std::vector<engine::LanguageSkill> ReadLanguages(const Repeated<v1::LanguageSkill>& languages, const Field& field);
void SetLanguages(const std::vector<engine::LanguageSkill>& languages, Repeated<v1::LanguageSkill>& out);

std::vector<engine::Interest> ReadInterests(const Repeated<v1::Interest>& interests, const engine::Taxonomy& taxonomy,
                                            const Field& field);
void SetInterests(const std::vector<engine::Interest>& interests, const engine::Taxonomy& taxonomy,
                  Repeated<v1::Interest>& out);

// Ids of topics, each known and at most once.
std::vector<engine::TopicIndex> ReadTopics(const Repeated<std::string>& topics, int most,
                                           const engine::Taxonomy& taxonomy, const Field& field);

// Whole years, 0 for no bound; reported at `min_age` and `max_age` of `field`.
void CheckAges(int min_age, int max_age, const Field& field);

std::vector<engine::Wish> ReadWishes(const Repeated<v1::Wish>& wishes, const Field& field);
void SetWishes(const std::vector<engine::Wish>& wishes, Repeated<v1::Wish>& out);

engine::Commitment ReadCommitment(const v1::Commitment& commitment, const Field& field);
void SetCommitment(const engine::Commitment& commitment, v1::Commitment& out);

std::vector<engine::AccessFact> ReadAccess(const Repeated<v1::AccessFact>& access, const Field& field);
void SetAccess(const std::vector<engine::AccessFact>& access, Repeated<v1::AccessFact>& out);

std::vector<engine::LegalBasis> ReadLegalBases(const Repeated<v1::LegalBasis>& bases, const Field& field);
void SetLegalBases(const std::vector<engine::LegalBasis>& bases, Repeated<v1::LegalBasis>& out);

engine::Need ReadNeed(const v1::Need& need, const Field& field);
void SetNeed(const engine::Need& need, v1::Need& out);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_VALUES_H_
