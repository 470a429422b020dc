// The gates that do not depend on how the two would meet.
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/rules/gates.h"
#include "engine/rules/wishes.h"

namespace klik::engine {
namespace {

void StateGate(const PairContext& pair, BarList& bars) {
  for (const Party party : kParties) {
    const Row& row = pair.row(party);
    if (!row.is_person()) continue;
    if (row.state == ProfileState::kPaused) bars.Add(BarCode::kPaused, pair.side(party));
    if (row.kind == Kind::kResident && row.need == NeedType::kProfessionalFirst) {
      bars.Add(BarCode::kPaused, pair.side(party), [] { return BarParams{{"cause", "professional_first"}}; });
    }
  }
}

void RoleGate(const PairContext& pair, BarList& bars) {
  if (pair.kind == PairKind::kResidentVolunteer && pair.first.role == Role::kGive) {
    bars.Add(BarCode::kRole, pair.side(Party::kFirst));
  }
  if (pair.kind != PairKind::kPeers) return;
  for (const Party party : kParties) {
    if (!pair.row(party).peer_links) bars.Add(BarCode::kRole, pair.side(party));
  }
}

// There was a basis for matching, and there is none that is not withdrawn.
bool AllBasesAreWithdrawn(const Row& row) {
  return row.consents.empty() &&
         std::any_of(row.person->legal_bases.begin(), row.person->legal_bases.end(),
                     [](const LegalBasis& basis) { return basis.purpose == Purpose::kMatching; });
}

void LegalBasisGate(const PairContext& pair, BarList& bars) {
  for (const Party party : kParties) {
    const Row& row = pair.row(party);
    if (!row.is_person()) continue;
    if (row.state == ProfileState::kWithdrawn || AllBasesAreWithdrawn(row)) {
      bars.Add(BarCode::kConsentWithdrawn, pair.side(party));
      continue;
    }
    const bool holds = std::any_of(row.consents.begin(), row.consents.end(),
                                   [&](const DaySpan& consent) { return consent.Has(pair.calendar.today()); });
    if (!holds) bars.Add(BarCode::kConsentMissing, pair.side(party));
  }
}

std::string RelationName(ExclusionCategory category) {
  if (category == ExclusionCategory::kFamily) return "family";
  return category == ExclusionCategory::kColleague ? "colleague" : "case_worker";
}

void HistoryGate(const PairContext& pair, BarList& bars) {
  if (pair.already_matched) bars.Add(BarCode::kAlreadyMatched, Side::kPair);
  if (pair.excluded) bars.Add(BarCode::kExcludedPair, Side::kPair);
  if (pair.own_relation != ExclusionCategory::kUnspecified) {
    bars.Add(BarCode::kOwnRelation, Side::kPair, [&] {
      return BarParams{{"relation", RelationName(pair.own_relation)}};
    });
  }
}

void CommitmentGate(const PairContext& pair, BarList& bars) {
  if (pair.kind != PairKind::kResidentVolunteer) return;
  const int needed = MonthsNeeded(pair.first.need, pair.policy);
  const DayNumber until = pair.second.available_until;
  if (until != kEndOfTime && until < NumberOf(AddMonths(pair.moment.today, needed))) {
    bars.Add(BarCode::kCommitment, pair.side(Party::kSecond), [&] {
      return BarParams{{"until", absl::FormatCivilTime(DayOf(until))}, {"needed_months", absl::StrCat(needed)}};
    });
    return;
  }
  const int months = pair.second.commitment.months;
  if (months == 0 || months >= needed) return;
  bars.Add(BarCode::kCommitment, pair.side(Party::kSecond), [&] {
    return BarParams{{"months", absl::StrCat(months)}, {"needed_months", absl::StrCat(needed)}};
  });
}

void CapacityGate(const PairContext& pair, BarList& bars) {
  for (const Party party : kParties) {
    const Row& row = pair.row(party);
    if (row.kind != Kind::kVolunteer) continue;
    const int most = row.max_matches;
    const int most_open = row.max_open_requests;
    const int running = row.load.running;
    const int open = row.load.OpenAt(pair.moment.now);
    if (running >= most) {
      bars.Add(BarCode::kCapacity, pair.side(party), [&] {
        return BarParams{{"running", absl::StrCat(running)}, {"max", absl::StrCat(most)}};
      });
    } else if (running + open >= most || open >= most_open) {
      bars.Add(BarCode::kCapacityReserved, pair.side(party), [&] {
        BarParams params = {
            {"running", absl::StrCat(running)}, {"open", absl::StrCat(open)}, {"max", absl::StrCat(most)}};
        if (open > 0) {
          const absl::Time until = row.load.open_until[row.load.open_until.size() - static_cast<std::size_t>(open)];
          if (until != absl::InfiniteFuture()) {
            params["until"] = absl::FormatCivilTime(absl::ToCivilDay(until, pair.moment.zone));
          }
        }
        return params;
      });
    }
  }
}

void ActivityFullGate(const PairContext& pair, BarList& bars) {
  if (pair.kind != PairKind::kResidentActivity) return;
  const Row& row = pair.second;
  if (!row.capacity) return;
  const int taken = row.enrolled + row.load.running + row.load.OpenAt(pair.moment.now);
  if (taken < *row.capacity) return;
  bars.Add(BarCode::kActivityFull, pair.side(Party::kSecond), [&] {
    return BarParams{{"capacity", absl::StrCat(*row.capacity)}};
  });
}

void LanguageGate(const PairContext& pair, BarList& bars) {
  if ((pair.first.languages & pair.second.languages).none()) bars.Add(BarCode::kLanguage, Side::kPair);
}

void HardWishGate(const PairContext& pair, BarList& bars) {
  for (const Party party : kParties) {
    const Row& person = pair.row(party);
    if (!person.is_person()) continue;
    const Row& other = pair.row(OtherParty(party));
    bool age = false;
    bool gender = false;
    if (other.is_person()) {
      for (const Wish& wish : person.wishes) {
        if (!wish.hard) continue;
        age = age || !MeetsAge(wish, AgeOf(other, pair.moment));
        gender = gender || !MeetsGender(wish, other.gender);
      }
    }
    const bool generation = person.intergenerational == Intergenerational::kNotWanted && OfAnotherGeneration(pair);
    if (!age && !gender && !generation) continue;
    bars.Add(BarCode::kHardWish, pair.side(party), [&] {
      std::string wishes = age ? "age" : "";
      if (gender) absl::StrAppend(&wishes, wishes.empty() ? "" : ",", "gender");
      if (generation) absl::StrAppend(&wishes, wishes.empty() ? "" : ",", "intergenerational");
      return BarParams{{"wish", wishes}};
    });
  }
}

void NeverGate(const PairContext& pair, BarList& bars) {
  for (const Party party : kParties) {
    const Row& other = pair.row(OtherParty(party));
    for (const TopicIndex never : pair.row(party).topics.nevers()) {
      const bool met = std::any_of(other.liked.begin(), other.liked.end(), [&](const Strength& strength) {
        return pair.taxonomy.IsWithin(strength.topic, never);
      });
      if (!met) continue;
      bars.Add(BarCode::kTopicNever, pair.side(party), [&] {
        return BarParams{{"topic", pair.taxonomy.topic(never).id}};
      });
      break;
    }
  }
}

void GuardianGate(const PairContext& pair, BarList& bars) {
  if (pair.with_activity() && pair.second.supervised) return;
  for (const Party party : kParties) {
    const Row& row = pair.row(party);
    if (row.is_person() && IsMinor(row, pair.moment) && !row.guardian_consent) {
      bars.Add(BarCode::kPendingGuardian, pair.side(party));
    }
  }
}

void ActivityAgeGate(const PairContext& pair, BarList& bars) {
  if (pair.kind != PairKind::kResidentActivity) return;
  const Row& activity = pair.second;
  const int age = AgeOf(pair.first, pair.moment);
  if (activity.min_age > 0 && age < activity.min_age) {
    bars.Add(BarCode::kAgeRule, pair.side(Party::kFirst), [&] {
      return BarParams{{"rule", "min_age"}, {"min_age", absl::StrCat(activity.min_age)}};
    });
  }
  if (activity.max_age > 0 && age > activity.max_age) {
    bars.Add(BarCode::kAgeRule, pair.side(Party::kFirst), [&] {
      return BarParams{{"rule", "max_age"}, {"max_age", absl::StrCat(activity.max_age)}};
    });
  }
}

// The facts name the price, never what the resident can pay.
void CostGate(const PairContext& pair, BarList& bars) {
  if (pair.kind != PairKind::kResidentActivity) return;
  if (pair.second.cost_cents <= pair.first.max_cost_cents) return;
  const std::vector<std::string>& vouchers = pair.first.resident->vouchers;
  const bool paid = std::any_of(vouchers.begin(), vouchers.end(), [&](const std::string& voucher) {
    const auto& accepted = pair.second.activity->vouchers_accepted;
    return std::find(accepted.begin(), accepted.end(), voucher) != accepted.end();
  });
  if (paid) return;
  bars.Add(BarCode::kCost, pair.side(Party::kFirst), [&] {
    return BarParams{{"cost_cents", absl::StrCat(pair.second.cost_cents)}};
  });
}

// What bars many comes first.
constexpr PersonGate kPersonGates[] = {RoleGate,        LanguageGate,   ActivityFullGate, CapacityGate, CostGate,
                                       NeverGate,       HardWishGate,   StateGate,        GuardianGate, HistoryGate,
                                       ActivityAgeGate, CommitmentGate, LegalBasisGate};

}  // namespace

int MonthsNeeded(NeedType need, const Policy& policy) {
  switch (need) {
    case NeedType::kEmotional:
    case NeedType::kBoth:
      return policy.steady_months;
    case NeedType::kPractical:
      return 0;
    default:
      return policy.lasting_months;
  }
}

std::span<const PersonGate> PersonGates() { return kPersonGates; }

bool AnyPersonGateBars(const PairContext& pair) {
  BarList bars(BarList::Mode::kWhether);
  // One after the other without a loop: so the compiler sees which they are, and that none has to say why.
  const auto any = [&]<std::size_t... kGates>(std::index_sequence<kGates...>) {
    return ((kPersonGates[kGates](pair, bars), bars.barred()) || ...);
  };
  return any(std::make_index_sequence<std::size(kPersonGates)>());
}

}  // namespace klik::engine
