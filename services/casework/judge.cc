#include "services/casework/judge.h"

#include <algorithm>
#include <limits>
#include <string>

#include "absl/strings/escaping.h"
#include "engine/match/evaluate.h"
#include "engine/match/history.h"
#include "engine/match/triads.h"
#include "services/registry/change_record.h"
#include "services/registry/clock.h"
#include "storage/hash.h"
#include "storage/record/codec.h"

namespace klik::services {
namespace {

// Each once, in order.
void AddCodes(const std::vector<engine::Bar>& bars, std::vector<engine::BarCode>& codes) {
  for (const engine::Bar& bar : bars) codes.push_back(bar.code);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
}

// What stands between the three of them.
std::vector<engine::Bar> BarsOfTriad(const engine::Snapshot& view, const engine::Policy& policy,
                                     const engine::Moment& moment, const engine::Match& match) {
  engine::TriadQuery query;
  query.resident = match.resident;
  query.activity = match.other;
  query.limit = std::numeric_limits<int>::max();
  query.include_excluded = true;
  query.excluded_limit = std::numeric_limits<int>::max();
  query.moment = moment;
  const engine::TriadResult found = engine::SearchTriads(view, policy, query);
  std::vector<engine::Bar> bars;
  for (const engine::Triad& triad : found.excluded) {
    if (triad.volunteer != match.companion) continue;
    for (const engine::TriadBar& bar : triad.bars) bars.push_back(bar.bar);
  }
  return bars;
}

std::string RecordOf(const engine::Snapshot& view, const engine::EntityId& id) {
  const engine::Taxonomy& taxonomy = view.taxonomy();
  switch (id.kind) {
    case engine::Kind::kResident:
      return storage::EncodeResident(*view.FindResident(id.id), taxonomy);
    case engine::Kind::kVolunteer:
      return storage::EncodeVolunteer(*view.FindVolunteer(id.id), taxonomy);
    default:
      return storage::EncodeActivity(*view.FindActivity(id.id), taxonomy);
  }
}

// Of all that was compared: with the same policy, day and records the same comes out again.
std::string DigestOf(const engine::Snapshot& view, const engine::Policy& policy, const engine::Moment& moment,
                     const engine::Match& match) {
  storage::Hash hash;
  hash.AddText(policy.version);
  hash.AddText(absl::FormatCivilTime(moment.today));
  for (const engine::EntityId& party : engine::PartiesOf(match)) hash.AddText(RecordOf(view, party));
  return absl::BytesToHexString(hash.Finish());
}

}  // namespace

Judgement Judge(const engine::Snapshot& view, const engine::MatchingDay& day, absl::Time now,
                const engine::Match& match) {
  const engine::Moment moment = MomentAt(now);
  const engine::Policy& policy = day.policy();
  const engine::PairResult result = engine::Evaluate(engine::MakeLinkedPair(
      view, policy, moment, *view.FindRow(match.resident), *view.FindRow(match.other), day.calendar()));
  Judgement judgement;
  AddCodes(result.bars, judgement.bars);
  if (match.companion.has_value()) AddCodes(BarsOfTriad(view, policy, moment, match), judgement.bars);
  engine::Proposal& proposal = judgement.proposal;
  proposal.score = result.score.score;
  proposal.resident_values = result.score.subject;
  proposal.other_values = result.score.candidate;
  proposal.weights = policy.weights;
  proposal.policy_version = policy.version;
  proposal.revision = view.revision();
  proposal.input_digest = DigestOf(view, policy, moment, match);
  return judgement;
}

}  // namespace klik::services
