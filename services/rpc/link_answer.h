// Triads and circles as clients read them: scores, dates, and sentences in their language.
//
// Pure; any thread.
#ifndef KLIK_SERVICES_RPC_LINK_ANSWER_H_
#define KLIK_SERVICES_RPC_LINK_ANSWER_H_

#include "engine/index/snapshot.h"
#include "engine/match/circles.h"
#include "engine/match/triads.h"
#include "engine/model/policy.h"
#include "engine/text/catalogue.h"
#include "klik/v1/matching_service.pb.h"

namespace klik::services {

// Of one search. What it is given must outlive it, and whom the answer names must be in the snapshot.
class LinkAnswer {
 public:
  LinkAnswer(const engine::Snapshot& snapshot, const engine::Policy& policy, engine::Language language)
      : snapshot_(snapshot), policy_(policy), language_(language) {}

  v1::Triad ToApi(const engine::EntityId& resident, const engine::Triad& triad) const;
  v1::ExcludedTriad ToApiExcluded(const engine::EntityId& resident, const engine::Triad& triad) const;
  v1::Circle ToApi(const engine::Circle& circle, int rank) const;

 private:
  void SetTravels(const engine::EntityId& resident, const engine::Triad& triad, v1::Triad& out) const;
  void SetTerms(const engine::EntityId& resident, const engine::Triad& triad, v1::Triad& out) const;

  const engine::Snapshot& snapshot_;
  const engine::Policy& policy_;
  engine::Language language_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_LINK_ANSWER_H_
