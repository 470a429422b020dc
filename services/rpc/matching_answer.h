// What a search found, as clients read it: scores that add up, and sentences in their language.
//
// Pure; any thread.
#ifndef KLIK_SERVICES_RPC_MATCHING_ANSWER_H_
#define KLIK_SERVICES_RPC_MATCHING_ANSWER_H_

#include <string>

#include "absl/types/span.h"
#include "engine/index/row.h"
#include "engine/index/snapshot.h"
#include "engine/match/search.h"
#include "engine/model/policy.h"
#include "engine/text/catalogue.h"
#include "klik/v1/matching_service.pb.h"

namespace klik::services {

// The terms of a pair's score, which they add up to, with the evidence of each.
void SetTermScores(const engine::PairText& pair, const engine::PairResult& result, engine::Language language,
                   google::protobuf::RepeatedPtrField<v1::TermScore>& out);

// How staff call it: a display name or a title.
const std::string& DisplayNameOf(const engine::Row& row);

// Of one search or explanation in this snapshot. What it is given must outlive it; the subject must be in the snapshot.
class MatchingAnswer {
 public:
  MatchingAnswer(const engine::Snapshot& snapshot, const engine::Policy& policy, const engine::EntityId& subject,
                 engine::Language language)
      : snapshot_(snapshot), policy_(policy), subject_(*snapshot.FindRow(subject)), language_(language) {}

  // Into the answer itself: a candidate is some hundred small texts, not to be moved once more.
  void ToApi(const engine::RankedCandidate& candidate, v1::Candidate& out) const;
  v1::ExcludedCandidate ToApi(const engine::ExcludedCandidate& excluded) const;

 private:
  engine::PairText PairWith(const engine::Row& candidate, absl::Span<const engine::Window> meeting_windows = {}) const;
  const engine::Snapshot& snapshot_;
  const engine::Policy& policy_;
  const engine::Row& subject_;
  engine::Language language_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_MATCHING_ANSWER_H_
