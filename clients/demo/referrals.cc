#include "clients/demo/referrals.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/demo/calendar.h"
#include "clients/demo/profile.h"
#include "clients/demo/random.h"
#include "clients/demo/residents.h"
#include "clients/demo/striking.h"

namespace klik::demo {
namespace {

using v1::Match;
using v1::Referral;
using v1::Resident;

constexpr int kResidentsToAReferral = 100;
// Another town's people, who are new here.
constexpr std::uint64_t kNewcomers = 0x6E65776E6573736DULL;

constexpr std::array<const char*, 10> kReasons = {
    "Is vorig jaar alleen komen te staan en ziet weinig mensen.",
    "Woont nog maar kort in het dorp en kent er niemand.",
    "Zou graag weer eens kaarten of zingen met anderen.",
    "Zorgt al jaren voor een ander en komt de deur bijna niet meer uit.",
    "Wil graag iets betekenen, maar weet niet hoe te beginnen.",
    "Durft niet goed alleen naar een activiteit. Samen gaan zou helpen.",
    "Heeft sinds het stoppen met werken weinig aanspraak.",
    "De kinderen wonen ver weg. Mist iemand om mee te praten.",
    "Komt graag buiten, maar wandelt altijd alleen.",
    "Vraagt zelf om gezelschap, het liefst elke week.",
};

// Weeks of every state, so that the reports have a year to tell of.
struct Share {
  Referral::State state;
  int weight;
};
constexpr std::array<Share, 9> kShares = {{{Referral::REQUESTED, 140},
                                           {Referral::DRAFT, 40},
                                           {Referral::ACCEPTED, 120},
                                           {Referral::IN_PROGRESS, 190},
                                           {Referral::ON_HOLD, 60},
                                           {Referral::COMPLETED, 300},
                                           {Referral::REJECTED, 50},
                                           {Referral::CANCELLED, 50},
                                           {Referral::FAILED, 50}}};

absl::CivilDay DayOf(const google::protobuf::Timestamp& time) {
  return absl::ToCivilDay(absl::FromUnixSeconds(time.seconds()), absl::UTCTimeZone());
}

void AddStep(Referral::State state, Referral::StateReason reason, absl::CivilDay day, int hour, Referral& referral) {
  Referral::Step& step = *referral.add_steps();
  step.set_state(state);
  step.set_reason(reason);
  *step.mutable_time() = TimestampOn(day, hour);
  referral.set_state(state);
  referral.set_state_reason(reason);
}

// As far as a team knows somebody: no need, and no id of Klik's.
Resident DraftOf(const Resident& person) {
  Resident draft = person;
  draft.clear_external_id();
  draft.clear_need();
  draft.clear_state();
  draft.clear_waiting_since();
  draft.clear_confirm_time();
  draft.clear_target_groups();
  return draft;
}

class Desk {
 public:
  Desk(std::uint64_t seed, absl::CivilDay today, const std::vector<Club>& clubs, const std::vector<Resident>& residents,
       const std::vector<Match>& matches, int count)
      : random_(seed, Random::Stream::kReferrals),
        today_(today),
        newcomers_(MakeResidents(seed ^ kNewcomers, count, today)) {
    for (const Club& club : clubs) {
      if (club.role == OrganisationRole::kTeam) teams_.push_back(&club);
    }
    std::map<std::string, const Resident*> ordinary;
    for (const Resident& resident : residents) {
      if (IsOrdinary(resident) && resident.state() == Resident::ACTIVE) {
        ordinary[absl::StrCat("ext:", resident.external_id())] = &resident;
      }
    }
    std::map<std::string, int> contacts;
    for (const Match& match : matches) ++contacts[match.resident()], ++contacts[match.other()];
    for (const auto& [name, resident] : ordinary) {
      if (!contacts.contains(name)) without_contact_.push_back(resident);
    }
    for (const Match& match : matches) {
      const auto resident = ordinary.find(match.resident());
      if (resident == ordinary.end() || contacts[match.resident()] != 1) continue;
      const bool is_recent = match.state() == Match::ACTIVE && DayOf(match.start_time()) > today - 330 &&
                             DayOf(match.start_time()) < today - 14;
      if (is_recent) found_.push_back({resident->second, &match});
      const bool is_asked =
          match.state() == Match::PROPOSED || match.state() == Match::SHOWN || match.state() == Match::TRIAL;
      if (is_asked) asked_.push_back({resident->second, &match});
    }
  }

  void AddOne() {
    std::array<int, kShares.size()> weights{};
    std::transform(kShares.begin(), kShares.end(), weights.begin(), [](const Share& share) { return share.weight; });
    const Referral::State state = kShares[random_.PickWeighted(weights)].state;
    switch (state) {
      case Referral::COMPLETED:
        return AddWithMatch(found_, state);
      case Referral::IN_PROGRESS:
        return AddWithMatch(asked_, state);
      case Referral::ACCEPTED:
      case Referral::FAILED:
        return AddAccepted(state);
      case Referral::ON_HOLD:
        return random_.Chance(500) ? AddAccepted(state) : AddOfNewcomer(state);
      default:
        return AddOfNewcomer(state);
    }
  }

  // Somebody whom Klik knows, sent by a team that does not know it.
  void AddDuplicate() {
    if (without_contact_.empty()) return;
    Add(*TakeOneOf(without_contact_), today_ - 2);
  }

  std::vector<Referral> Take() { return std::move(referrals_); }

 private:
  using Linked = std::pair<const Resident*, const Match*>;

  template <typename Item>
  Item TakeOneOf(std::vector<Item>& items) {
    const auto at = items.begin() + random_.Below(static_cast<int>(items.size()));
    Item item = *at;
    items.erase(at);
    return item;
  }

  // Sent on the day.
  Referral& Add(const Resident& person, absl::CivilDay sent) {
    constexpr std::array kUrgencies = {Referral::ROUTINE, Referral::SOON, Referral::URGENT};
    Referral& referral = referrals_.emplace_back();
    referral.set_external_id(ExternalId('F', static_cast<int>(referrals_.size()), 4));
    referral.set_referrer(absl::StrCat("ext:", TeamOf(person).organisation.external_id()));
    referral.set_municipality(person.municipality());
    referral.set_reason(random_.Pick(kReasons));
    referral.set_urgency(kUrgencies[random_.PickWeighted({650, 270, 80})]);
    *referral.mutable_resident_draft() = DraftOf(person);
    v1::LegalBasis& basis = *referral.add_legal_bases();
    basis.set_purpose(v1::LegalBasis::SHARING_WITH_PARTNER);
    basis.set_basis(v1::LegalBasis::CONSENT);
    basis.set_since(DateText(sent));
    basis.set_recorded_by("wijkteam");
    AddStep(Referral::REQUESTED, Referral::STATE_REASON_UNSPECIFIED, sent, 9, referral);
    return referral;
  }

  Referral& AddLinked(const Resident& resident, absl::CivilDay sent, absl::CivilDay accepted) {
    Referral& referral = Add(resident, sent);
    AddStep(Referral::ACCEPTED, Referral::STATE_REASON_UNSPECIFIED, accepted, 10, referral);
    referral.set_resident(absl::StrCat("ext:", resident.external_id()));
    return referral;
  }

  void AddWithMatch(std::vector<Linked>& of, Referral::State state) {
    if (of.empty()) return;
    const auto [resident, match] = TakeOneOf(of);
    const absl::CivilDay proposed = DayOf(match->steps(0).time());
    const absl::CivilDay accepted = proposed - random_.Between(1, 30);
    Referral& referral = AddLinked(*resident, accepted - random_.Between(1, 6), accepted);
    AddStep(Referral::IN_PROGRESS, Referral::STATE_REASON_UNSPECIFIED, proposed, 11, referral);
    if (state == Referral::IN_PROGRESS) return;
    AddStep(Referral::COMPLETED, Referral::CONTACT_FOUND, DayOf(match->start_time()) + random_.Between(1, 10), 12,
            referral);
  }

  // Somebody who was accepted, and for whom nobody has been proposed.
  void AddAccepted(Referral::State state) {
    if (without_contact_.empty()) return;
    const Resident& resident = *TakeOneOf(without_contact_);
    const absl::CivilDay accepted =
        today_ - (state == Referral::FAILED ? random_.Between(90, 330) : random_.Between(1, 40));
    Referral& referral = AddLinked(resident, accepted - random_.Between(1, 6), accepted);
    if (state == Referral::ACCEPTED) return;
    constexpr std::array kFailures = {Referral::NOBODY_FOUND, Referral::PERSON_DOES_NOT_WANT, Referral::NOT_REACHED};
    constexpr std::array kPauses = {Referral::WAITING_FOR_PERSON, Referral::PERSON_UNWELL};
    const bool failed = state == Referral::FAILED;
    const absl::CivilDay then = failed ? accepted + random_.Between(30, 85) : today_ - 1;
    AddStep(state, failed ? random_.Pick(kFailures) : random_.Pick(kPauses), std::max(then, accepted), 12, referral);
  }

  void AddOfNewcomer(Referral::State state) {
    const Resident& person = TakeNewcomer();
    if (state == Referral::DRAFT || state == Referral::REQUESTED) {
      Referral& referral = Add(person, today_ - random_.Between(1, 16));
      if (state == Referral::REQUESTED) return;
      referral.clear_steps();
      return AddStep(Referral::DRAFT, Referral::STATE_REASON_UNSPECIFIED, today_ - 1, 9, referral);
    }
    constexpr std::array kRefusals = {Referral::NOT_FOR_US, Referral::OUTSIDE_MUNICIPALITY,
                                      Referral::PROFESSIONAL_HELP_FIRST, Referral::DUPLICATE};
    constexpr std::array kRecalls = {Referral::PERSON_DOES_NOT_WANT, Referral::MADE_BY_MISTAKE, Referral::MOVED_AWAY};
    const absl::CivilDay sent =
        today_ - (state == Referral::ON_HOLD ? random_.Between(4, 30) : random_.Between(8, 330));
    Referral& referral = Add(person, sent);
    const absl::CivilDay then = sent + random_.Between(1, 3);
    if (state == Referral::ON_HOLD) return AddStep(state, Referral::WAITING_FOR_TEAM, then, 12, referral);
    const bool refused = state == Referral::REJECTED;
    AddStep(state, refused ? random_.Pick(kRefusals) : random_.Pick(kRecalls), then, 12, referral);
  }

  const Resident& TakeNewcomer() { return newcomers_[next_newcomer_++]; }

  // Each team has its villages.
  const Club& TeamOf(const Resident& person) const {
    constexpr std::array<std::string_view, 5> kEast = {"Andijk", "Onderdijk", "Wervershoof", "Zwaagdijk-Oost",
                                                       "Zwaagdijk-West"};
    const bool is_east = std::find(kEast.begin(), kEast.end(), person.place().settlement()) != kEast.end();
    return *(is_east ? teams_.front() : teams_.back());
  }

  Random random_;
  absl::CivilDay today_;
  std::vector<Resident> newcomers_;
  std::size_t next_newcomer_ = 0;
  std::vector<const Club*> teams_;
  std::vector<const Resident*> without_contact_;
  std::vector<Linked> found_;  // With a contact that began in the last year.
  std::vector<Linked> asked_;  // With a proposal, or getting acquainted.
  std::vector<Referral> referrals_;
};

}  // namespace

std::vector<Referral> MakeReferrals(std::uint64_t seed, absl::CivilDay today, const std::vector<Club>& clubs,
                                    const std::vector<Resident>& residents, const std::vector<Match>& matches) {
  const int count = static_cast<int>(residents.size()) / kResidentsToAReferral;
  Desk desk(seed, today, clubs, residents, matches, count);
  for (int i = 0; i < count; ++i) desk.AddOne();
  desk.AddDuplicate();
  return desk.Take();
}

}  // namespace klik::demo
