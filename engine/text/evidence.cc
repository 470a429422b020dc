// Why a term has its value, in words.
//
// An answer has some hundred of these sentences: each is told in pieces, which are copied once, to where they will
// stay.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/score/terms.h"
#include "engine/text/catalogue.h"
#include "engine/text/words.h"

namespace klik::engine {
namespace {

using Topics = absl::InlinedVector<TopicIndex, 16>;
using Pieces = absl::InlinedVector<absl::string_view, 16>;

constexpr std::size_t kMaxTopicsNamed = 3;
// From here on two different topics are near; below it they only share their group.
constexpr int kNearTopics = 400;

// What the sentences of one pair are written with.
struct Teller {
  const PairText& pair;
  const PairResult& result;
  Language language;
  Hear hear;

  absl::string_view In(absl::string_view dutch, absl::string_view english) const {
    return Pick(language, dutch, english);
  }
  absl::string_view WhoIs(Side side) const { return Who(pair, side, language); }
  void Say(absl::Span<const absl::string_view> sentence) const { hear(sentence); }
  void Say(absl::string_view dutch, absl::string_view english) const { Say({In(dutch, english)}); }
};

absl::string_view Label(const Teller& tell, TopicIndex topic) {
  const Topic& entry = tell.pair.taxonomy.topic(topic);
  return tell.In(entry.label_nl, entry.label_en);
}

// `Cello, Schaken en Tuinieren`: those that say most, and they first.
void AddLabels(const Teller& tell, Topics topics, Pieces& sentence) {
  const Taxonomy& taxonomy = tell.pair.taxonomy;
  std::sort(topics.begin(), topics.end(), [&](TopicIndex a, TopicIndex b) {
    const int a_weight = taxonomy.Weight(a);
    const int b_weight = taxonomy.Weight(b);
    return a_weight != b_weight ? a_weight > b_weight : a < b;
  });
  const std::size_t named = std::min(topics.size(), kMaxTopicsNamed);
  for (std::size_t i = 0; i < named; ++i) {
    sentence.push_back(Joint(i, named, tell.language));
    sentence.push_back(Label(tell, topics[i]));
  }
}

TopicIndex TopicOf(TopicIndex topic) { return topic; }
TopicIndex TopicOf(const Strength& strength) { return strength.topic; }

template <typename Entries>
bool Has(const Entries& entries, TopicIndex topic) {
  return std::any_of(entries.begin(), entries.end(), [&](const auto& entry) { return TopicOf(entry) == topic; });
}

template <typename Entries>
Topics Shared(const Entries& a, const Entries& b) {
  Topics shared;
  for (const auto& entry : a) {
    if (Has(b, TopicOf(entry))) shared.push_back(TopicOf(entry));
  }
  return shared;
}

// Disliked, or never: the score makes no difference between two who both want nothing to do with it.
Topics SharedRefusals(const Row& a, const Row& b) {
  Topics shared;
  for (const auto refused : {a.topics.dislikes(), a.topics.nevers()}) {
    for (const TopicIndex topic : refused) {
      if (Has(b.topics.dislikes(), topic) || Has(b.topics.nevers(), topic)) shared.push_back(topic);
    }
  }
  return shared;
}

absl::string_view GroupLabel(const Teller& tell, TopicIndex topic) {
  while (const auto parent = tell.pair.taxonomy.topic(topic).parent) topic = *parent;
  return Label(tell, topic);
}

void TellNearTopics(const Teller& tell) {
  int best = 0;
  TopicIndex mine;
  TopicIndex theirs;
  for (const Strength& a : tell.pair.subject.liked) {
    for (const Strength& b : tell.pair.candidate.liked) {
      const int similarity = tell.pair.taxonomy.Similarity(a.topic, b.topic);
      if (similarity > best && a.topic != b.topic) {
        best = similarity;
        mine = a.topic;
        theirs = b.topic;
      }
    }
  }
  if (best == 0) return;
  const absl::string_view joint = tell.In(" en ", " and ");
  if (best >= kNearTopics) {
    return tell.Say({Label(tell, mine), joint, Label(tell, theirs),
                     tell.In(" liggen dicht bij elkaar.", " are close to each other.")});
  }
  tell.Say({tell.In("Allebei iets met ", "Both something with "), GroupLabel(tell, mine), ": ", Label(tell, mine),
            joint, Label(tell, theirs), "."});
}

void TellTeaching(const Teller& tell, Side teacher) {
  const Row& teaching = teacher == Side::kSubject ? tell.pair.subject : tell.pair.candidate;
  const Row& learning = teacher == Side::kSubject ? tell.pair.candidate : tell.pair.subject;
  const Topics shared = Shared(teaching.topics.can_teach(), learning.topics.wants_to_learn());
  if (shared.empty()) return;
  const absl::string_view learner = tell.WhoIs(teacher == Side::kSubject ? Side::kCandidate : Side::kSubject);
  Pieces sentence = {CapitalOf(learner), learner.substr(1), tell.In(" wil ", " wants to learn ")};
  AddLabels(tell, shared, sentence);
  sentence.insert(sentence.end(), {tell.In(" leren, en ", ", and "), tell.WhoIs(teacher),
                                   tell.In(" kan het uitleggen.", " can teach it.")});
  tell.Say(sentence);
}

// A sentence about topics.
void TellOf(const Teller& tell, absl::string_view beginning, const Topics& topics) {
  if (topics.empty()) return;
  Pieces sentence = {beginning};
  AddLabels(tell, topics, sentence);
  sentence.push_back(".");
  tell.Say(sentence);
}

void TellInterests(const Teller& tell) {
  const bool activity = tell.pair.subject.person == nullptr || tell.pair.candidate.person == nullptr;
  const Topics shared = Shared(tell.pair.subject.liked, tell.pair.candidate.liked);
  TellOf(tell, activity ? tell.In("Hier gaat het om ", "It is about ") : tell.In("Allebei: ", "Both: "), shared);
  TellTeaching(tell, Side::kCandidate);
  TellTeaching(tell, Side::kSubject);
  if (shared.empty()) TellNearTopics(tell);
  TellOf(tell, tell.In("Hebben allebei niets met ", "Neither cares for "),
         SharedRefusals(tell.pair.subject, tell.pair.candidate));
}

void TellTravel(const Teller& tell) {
  const TravelPlan& travel = tell.result.travel;
  if (tell.result.setting == Setting::kRemote) return tell.Say("Niemand hoeft te reizen.", "Nobody needs to travel.");
  if (travel.mover == Side::kPair) return;
  const Row& mover = travel.mover == Side::kSubject ? tell.pair.subject : tell.pair.candidate;
  const std::string minutes = MinutesWords(travel.minutes, tell.language);
  if (mover.kind == Kind::kActivity) {
    return tell.Say({tell.In("Ophalen en thuisbrengen kan: ", "A lift is offered: "), minutes,
                     tell.In(" met de auto.", " by car.")});
  }
  if (travel.distance_metres == 0) return tell.Say("In hetzelfde dorp.", "In the same village.");
  const absl::string_view who = tell.WhoIs(travel.mover);
  tell.Say({CapitalOf(who), who.substr(1), tell.In(" is er in ", " is there in "), minutes, " ",
            ModeWords(travel.mode, tell.language), "."});
}

void TellCommonTime(const Teller& tell) {
  if (tell.pair.meeting_windows.empty()) return;
  const Window& window = tell.pair.meeting_windows.front();
  tell.Say({tell.In("Samen tijd op ", "Both have time on "), WeekdayWords(window.weekday, tell.language),
            tell.In(" van ", " from "), ClockWords(window.start_minute), tell.In(" tot ", " to "),
            ClockWords(window.end_minute), WeeksWords(window.weeks, tell.language), "."});
}

void TellLasting(const Teller& tell) {
  const Person* const subject = tell.pair.subject.person;
  const Person* const candidate = tell.pair.candidate.person;
  if (subject == nullptr || candidate == nullptr) return;
  const int months = std::min(subject->commitment.months, candidate->commitment.months);
  if (months == 0) return;
  tell.Say({tell.In("Willen allebei ten minste ", "Both want contact for at least "),
            MonthsWords(months, tell.language), tell.In(" contact.", ".")});
}

struct ExperienceWords {
  Experience experience;
  absl::string_view dutch;
  absl::string_view english;
};
// Illness and grief are the person's own to tell.
constexpr absl::string_view kTheirsToTellDutch = "Delen een ervaring die zij zelf kunnen vertellen.";
constexpr absl::string_view kTheirsToTellEnglish = "They share something that is theirs to tell.";
constexpr std::array<ExperienceWords, 10> kExperiences = {{
    {Experience::kWidowed, "Hebben allebei hun partner verloren.", "Both have lost their partner."},
    {Experience::kMigrated, "Zijn allebei uit een ander land gekomen.", "Both came from another country."},
    {Experience::kCarer, "Weten allebei wat mantelzorg is.", "Both know what caring for someone is."},
    {Experience::kChronicIllness, kTheirsToTellDutch, kTheirsToTellEnglish},
    {Experience::kNewInTown, "Zijn allebei nieuw hier.", "Both are new here."},
    {Experience::kDivorced, "Hebben allebei een scheiding meegemaakt.", "Both have been through a divorce."},
    {Experience::kLostWork, "Zijn allebei hun werk kwijtgeraakt.", "Both have lost their work."},
    {Experience::kRetired, "Zijn allebei met pensioen.", "Both are retired."},
    {Experience::kParent, "Hebben allebei kinderen.", "Both have children."},
    {Experience::kGrieving, kTheirsToTellDutch, kTheirsToTellEnglish},
}};

void TellExperiences(const Teller& tell) {
  const std::uint32_t shared = tell.pair.subject.experiences & tell.pair.candidate.experiences;
  bool told_theirs = false;
  for (const ExperienceWords& words : kExperiences) {
    if ((shared >> static_cast<unsigned>(words.experience) & 1U) == 0) continue;
    const bool is_theirs = words.dutch == kTheirsToTellDutch;
    if (is_theirs && told_theirs) continue;
    told_theirs = told_theirs || is_theirs;
    tell.Say(words.dutch, words.english);
  }
}

void TellWishes(const Teller& tell) {
  const auto has_soft = [](const Row& row) {
    return row.person != nullptr && std::any_of(row.person->wishes.begin(), row.person->wishes.end(),
                                                [](const Wish& wish) { return !wish.hard; });
  };
  const auto term = static_cast<std::size_t>(Term::kWishes);
  const PairScore& score = tell.result.score;
  const bool met = score.subject[term] == kTermScale && score.candidate[term] == kTermScale;
  if (!met || (!has_soft(tell.pair.subject) && !has_soft(tell.pair.candidate))) return;
  tell.Say("Past bij de wensen over wie de ander is.", "Fits the wishes about who the other is.");
}

void TellNeedFit(const Teller& tell) {
  constexpr int kFitsWell = 700;
  const auto term = static_cast<std::size_t>(Term::kNeedFit);
  if (std::max(tell.result.score.subject[term], tell.result.score.candidate[term]) < kFitsWell) return;
  if (tell.result.setting == Setting::kActivity) {
    return tell.Say("Een groep past bij wat er gezocht wordt.", "A group fits what is looked for.");
  }
  if (tell.pair.subject.kind == tell.pair.candidate.kind) {
    return tell.Say("Kunnen als buurtgenoten iets voor elkaar betekenen.",
                    "Can mean something to each other as neighbours.");
  }
  tell.Say("Een vast contact met één persoon past bij wat er gezocht wordt.",
           "Steady contact with one person fits what is looked for.");
}

void TellGenerations(const Teller& tell) {
  constexpr int kWelcome = 700;
  const auto term = static_cast<std::size_t>(Term::kIntergenerational);
  if (std::max(tell.result.score.subject[term], tell.result.score.candidate[term]) < kWelcome) return;
  const Person* const subject = tell.pair.subject.person;
  const Person* const candidate = tell.pair.candidate.person;
  if (subject == nullptr || candidate == nullptr) {
    return tell.Say("Jong en oud samen, en dat is welkom.", "Young and old together, and that is welcome.");
  }
  const absl::AlphaNum gap(std::abs(subject->birth_year - candidate->birth_year));
  tell.Say({tell.In("Jong en oud: ", "Young and old: "), gap.Piece(),
            tell.In(" jaar verschil, en dat is welkom.", " years apart, and that is welcome.")});
}

void TellFreshness(const Teller& tell) {
  if (tell.pair.candidate.kind != Kind::kVolunteer) return;
  if (tell.result.score.subject[static_cast<std::size_t>(Term::kFreshness)] < kTermScale) return;
  tell.Say("Is de laatste tijd niet gevraagd.", "Has not been asked lately.");
}

}  // namespace

void TellEvidence(const PairText& pair, const PairResult& result, Term term, Language language, Hear hear) {
  const Teller tell{pair, result, language, hear};
  switch (term) {
    case Term::kInterests:
      return TellInterests(tell);
    case Term::kTravel:
      return TellTravel(tell);
    case Term::kAvailability:
      return TellCommonTime(tell);
    case Term::kCommitment:
      return TellLasting(tell);
    case Term::kExperience:
      return TellExperiences(tell);
    case Term::kWishes:
      return TellWishes(tell);
    case Term::kNeedFit:
      return TellNeedFit(tell);
    case Term::kIntergenerational:
      return TellGenerations(tell);
    case Term::kFreshness:
      return TellFreshness(tell);
  }
}

}  // namespace klik::engine
