// The gates: each a small function that adds the bars it finds. RULES.md section 2 says when each holds and in which
// words.
//
// A gate never looks at a score, and no score buys a gate off. Pure; any thread.
#ifndef KLIK_ENGINE_RULES_GATES_H_
#define KLIK_ENGINE_RULES_GATES_H_

#include <span>

#include "absl/container/inlined_vector.h"
#include "engine/rules/common_time.h"
#include "engine/rules/pair_context.h"
#include "engine/rules/travel.h"

namespace klik::engine {

using PersonGate = void (*)(const PairContext&, BarList&);

// The gates that do not depend on how the two would meet, those that bar most often first.
std::span<const PersonGate> PersonGates();
// Whether one of them bars the pair.
bool AnyPersonGateBars(const PairContext& pair);

// One way for the two to meet, worked out.
struct Meeting {
  Setting setting = Setting::kHome;
  ContactForm form = ContactForm::kUnspecified;
  Journey journey;
  int longest_block_minutes = 0;
};

using MeetingGate = void (*)(const PairContext&, const Meeting&, BarList&);
std::span<const MeetingGate> MeetingGates();
bool AnyMeetingGateBars(const PairContext& pair, const Meeting& meeting);

// The settings open to the two, in the order that decides between equal scores.
struct SettingOption {
  Setting setting = Setting::kHome;
  ContactForm form = ContactForm::kUnspecified;
};
class SettingOptions {
 public:
  void Add(SettingOption option) { options_[size_++] = option; }
  bool empty() const { return size_ == 0; }
  const SettingOption* begin() const { return options_; }
  const SettingOption* end() const { return options_ + size_; }

 private:
  SettingOption options_[3];
  int size_ = 0;
};
// Adds the bar contact_form when nothing is open to both, and then gives the settings to judge the other bars by.
SettingOptions OpenSettings(const PairContext& pair, BarList& bars);

// The ways for the two to meet in one setting, in order.
using Meetings = absl::InlinedVector<Meeting, kMostWays>;

// Who travels, how long, and how much time together that leaves: by every way that leaves enough, but for those that
// one before is sure to be as good as; when none leaves enough, by the first way alone. Never empty. The gates say the
// same of all of them.
Meetings PlanMeetings(const PairContext& pair, const SettingOption& option);

// What a journey leaves of the time of either side.
Margins MarginsOf(const Journey& journey);

// Minutes of the longest block that the two have in common, net of the journey; of a block that is enough, its own.
int LongestBlockAfter(const PairContext& pair, const Journey& journey);

// Not settled whether every need is met: to be asked before the two meet.
bool AskFirst(const PairContext& pair, const Meeting& meeting);

// How long a volunteer must stay for a resident with this need.
int MonthsNeeded(NeedType need, const Policy& policy);

// Whether a VOG is asked for, and lapses within the resident's commitment.
bool NeedsVog(const PairContext& pair, Setting setting);
bool VogExpiresDuring(const PairContext& pair, Setting setting);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_GATES_H_
