// What a policy and a date make of the rules, worked out once for all questions of that day.
//
// Any thread; a question is asked with the matching day of its own date.
#ifndef KLIK_ENGINE_MATCH_MATCHING_DAY_H_
#define KLIK_ENGINE_MATCH_MATCHING_DAY_H_

#include "absl/time/civil_time.h"
#include "engine/match/bound_policy.h"
#include "engine/model/policy.h"
#include "engine/rules/calendar.h"
#include "engine/rules/pair_context.h"

namespace klik::engine {

class MatchingDay {
 public:
  // Of the moment only the date and the zone count.
  MatchingDay(const Policy& policy, const Moment& moment)
      : policy_(policy), today_(moment.today), calendar_(CalendarAt(moment, policy)), bound_policy_(policy) {}

  absl::CivilDay today() const { return today_; }
  const Policy& policy() const { return policy_; }
  const Calendar& calendar() const { return calendar_; }
  const BoundPolicy& bound_policy() const { return bound_policy_; }

 private:
  Policy policy_;
  absl::CivilDay today_;
  Calendar calendar_;
  BoundPolicy bound_policy_;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_MATCHING_DAY_H_
