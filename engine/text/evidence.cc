// Why a term has its value, in words.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/match/evaluate.h"
#include "engine/score/terms.h"
#include "engine/text/catalogue.h"
#include "engine/text/words.h"

namespace klik::engine {
namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t kMaxTopicsNamed = 3;
// From here on two different topics are near; below it they only share their group.
constexpr int kNearTopics = 400;

std::string Label(const PairText& pair, TopicIndex topic, Language language) {
  const Topic& entry = pair.taxonomy.topic(topic);
  return std::string(Pick(language, entry.label_nl, entry.label_en));
}

// The ones that say most first.
std::vector<std::string> Labels(const PairText& pair, std::vector<TopicIndex> topics, Language language) {
  std::sort(topics.begin(), topics.end(), [&](TopicIndex a, TopicIndex b) {
    const int a_weight = pair.taxonomy.Weight(a);
    const int b_weight = pair.taxonomy.Weight(b);
    return a_weight != b_weight ? a_weight > b_weight : a < b;
  });
  if (topics.size() > kMaxTopicsNamed) topics.resize(kMaxTopicsNamed);
  std::vector<std::string> labels;
  for (const TopicIndex topic : topics) labels.push_back(Label(pair, topic, language));
  return labels;
}

std::vector<TopicIndex> Shared(const std::vector<TopicIndex>& a, const std::vector<TopicIndex>& b) {
  std::vector<TopicIndex> shared;
  for (const TopicIndex topic : a) {
    if (std::find(b.begin(), b.end(), topic) != b.end()) shared.push_back(topic);
  }
  return shared;
}

std::vector<TopicIndex> TopicsOf(const std::vector<Strength>& strengths) {
  std::vector<TopicIndex> topics;
  for (const Strength& strength : strengths) topics.push_back(strength.topic);
  return topics;
}

// Disliked, or never: the score makes no difference between two who both want nothing to do with it.
std::vector<TopicIndex> Refused(const Row& row) {
  std::vector<TopicIndex> topics = row.dislikes;
  topics.insert(topics.end(), row.nevers.begin(), row.nevers.end());
  return topics;
}

std::string GroupLabel(const PairText& pair, TopicIndex topic, Language language) {
  while (const auto parent = pair.taxonomy.topic(topic).parent) topic = *parent;
  return Label(pair, topic, language);
}

void AddNearTopics(const PairText& pair, Language language, Texts& texts) {
  int best = 0;
  TopicIndex mine;
  TopicIndex theirs;
  for (const Strength& a : pair.subject.liked) {
    for (const Strength& b : pair.candidate.liked) {
      const int similarity = pair.taxonomy.Similarity(a.topic, b.topic);
      if (similarity > best && a.topic != b.topic) {
        best = similarity;
        mine = a.topic;
        theirs = b.topic;
      }
    }
  }
  if (best == 0) return;
  const std::string both =
      absl::StrCat(Label(pair, mine, language), Pick(language, " en ", " and "), Label(pair, theirs, language));
  texts.push_back(best >= kNearTopics
                      ? absl::StrCat(both, Pick(language, " liggen dicht bij elkaar.", " are close to each other."))
                      : absl::StrCat(Pick(language, "Allebei iets met ", "Both something with "),
                                     GroupLabel(pair, mine, language), ": ", both, "."));
}

void AddTeaching(const PairText& pair, Side teacher, Language language, Texts& texts) {
  const Row& teaching = teacher == Side::kSubject ? pair.subject : pair.candidate;
  const Row& learning = teacher == Side::kSubject ? pair.candidate : pair.subject;
  const auto shared = Shared(teaching.can_teach, learning.wants_to_learn);
  if (shared.empty()) return;
  const Side learner = teacher == Side::kSubject ? Side::kCandidate : Side::kSubject;
  const std::string topics = Enumerate(Labels(pair, shared, language), language);
  texts.push_back(Capitalised(language == Language::kDutch
                                  ? absl::StrCat(Who(pair, learner, language), " wil ", topics, " leren, en ",
                                                 Who(pair, teacher, language), " kan het uitleggen.")
                                  : absl::StrCat(Who(pair, learner, language), " wants to learn ", topics, ", and ",
                                                 Who(pair, teacher, language), " can teach it.")));
}

Texts Interests(const PairText& pair, Language language) {
  Texts texts;
  const bool activity = pair.subject.person == nullptr || pair.candidate.person == nullptr;
  const auto shared = Shared(TopicsOf(pair.subject.liked), TopicsOf(pair.candidate.liked));
  if (!shared.empty()) {
    const std::string topics = Enumerate(Labels(pair, shared, language), language);
    texts.push_back(activity ? absl::StrCat(Pick(language, "Hier gaat het om ", "It is about "), topics, ".")
                             : absl::StrCat(Pick(language, "Allebei: ", "Both: "), topics, "."));
  }
  AddTeaching(pair, Side::kCandidate, language, texts);
  AddTeaching(pair, Side::kSubject, language, texts);
  if (shared.empty()) AddNearTopics(pair, language, texts);
  const auto dislikes = Shared(Refused(pair.subject), Refused(pair.candidate));
  if (!dislikes.empty()) {
    texts.push_back(absl::StrCat(Pick(language, "Hebben allebei niets met ", "Neither cares for "),
                                 Enumerate(Labels(pair, dislikes, language), language), "."));
  }
  return texts;
}

Texts Travel(const PairText& pair, const PairResult& result, Language language) {
  const TravelPlan& travel = result.travel;
  if (result.setting == Setting::kRemote) {
    return {std::string(Pick(language, "Niemand hoeft te reizen.", "Nobody needs to travel."))};
  }
  if (travel.mover == Side::kPair) return {};
  const Row& mover = travel.mover == Side::kSubject ? pair.subject : pair.candidate;
  const std::string minutes = MinutesWords(travel.minutes, language);
  if (mover.kind == Kind::kActivity) {
    return {language == Language::kDutch ? absl::StrCat("Ophalen en thuisbrengen kan: ", minutes, " met de auto.")
                                         : absl::StrCat("A lift is offered: ", minutes, " by car.")};
  }
  if (travel.distance_metres == 0) {
    return {std::string(Pick(language, "In hetzelfde dorp.", "In the same village."))};
  }
  const std::string who = Capitalised(Who(pair, travel.mover, language));
  const absl::string_view mode = ModeWords(travel.mode, language);
  return {language == Language::kDutch ? absl::StrCat(who, " is er in ", minutes, " ", mode, ".")
                                       : absl::StrCat(who, " is there in ", minutes, " ", mode, ".")};
}

Texts CommonTime(const PairText& pair, const PairResult& result, Language language) {
  const Calendar calendar = CalendarAt(pair.moment, pair.policy);
  const PairContext context =
      MakePairContext(pair.subject, pair.candidate, pair.policy, pair.moment, pair.taxonomy, calendar);
  const auto windows = MeetingWindows(context, result, 1);
  if (windows.empty()) return {};
  return {absl::StrCat(Pick(language, "Samen tijd op ", "Both have time on "), WindowWords(windows[0], language), ".")};
}

Texts Lasting(const PairText& pair, Language language) {
  if (pair.subject.person == nullptr || pair.candidate.person == nullptr) return {};
  const int months = std::min(pair.subject.person->commitment.months, pair.candidate.person->commitment.months);
  if (months == 0) return {};
  const std::string words = MonthsWords(months, language);
  return {language == Language::kDutch ? absl::StrCat("Willen allebei ten minste ", words, " contact.")
                                       : absl::StrCat("Both want contact for at least ", words, ".")};
}

struct ExperienceWords {
  Experience experience;
  absl::string_view dutch;
  absl::string_view english;
};
// Illness and grief are the person's own to tell.
constexpr std::array<ExperienceWords, 10> kExperiences = {{
    {Experience::kWidowed, "Hebben allebei hun partner verloren.", "Both have lost their partner."},
    {Experience::kMigrated, "Zijn allebei uit een ander land gekomen.", "Both came from another country."},
    {Experience::kCarer, "Weten allebei wat mantelzorg is.", "Both know what caring for someone is."},
    {Experience::kChronicIllness, "Delen een ervaring die zij zelf kunnen vertellen.",
     "They share something that is theirs to tell."},
    {Experience::kNewInTown, "Zijn allebei nieuw hier.", "Both are new here."},
    {Experience::kDivorced, "Hebben allebei een scheiding meegemaakt.", "Both have been through a divorce."},
    {Experience::kLostWork, "Zijn allebei hun werk kwijtgeraakt.", "Both have lost their work."},
    {Experience::kRetired, "Zijn allebei met pensioen.", "Both are retired."},
    {Experience::kParent, "Hebben allebei kinderen.", "Both have children."},
    {Experience::kGrieving, "Delen een ervaring die zij zelf kunnen vertellen.",
     "They share something that is theirs to tell."},
}};

Texts Experiences(const PairText& pair, Language language) {
  Texts texts;
  const std::uint32_t shared = pair.subject.experiences & pair.candidate.experiences;
  for (const ExperienceWords& words : kExperiences) {
    if ((shared >> static_cast<unsigned>(words.experience) & 1U) == 0) continue;
    std::string text(Pick(language, words.dutch, words.english));
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
  }
  return texts;
}

Texts Wishes(const PairText& pair, const PairResult& result, Language language) {
  const auto has_soft = [](const Row& row) {
    return row.person != nullptr && std::any_of(row.person->wishes.begin(), row.person->wishes.end(),
                                                [](const Wish& wish) { return !wish.hard; });
  };
  const auto term = static_cast<std::size_t>(Term::kWishes);
  const bool met = result.score.subject[term] == kTermScale && result.score.candidate[term] == kTermScale;
  if (!met || (!has_soft(pair.subject) && !has_soft(pair.candidate))) return {};
  return {std::string(
      Pick(language, "Past bij de wensen over wie de ander is.", "Fits the wishes about who the other is."))};
}

Texts NeedFit(const PairText& pair, const PairResult& result, Language language) {
  constexpr int kFitsWell = 700;
  const auto term = static_cast<std::size_t>(Term::kNeedFit);
  if (std::max(result.score.subject[term], result.score.candidate[term]) < kFitsWell) return {};
  if (result.setting == Setting::kActivity) {
    return {
        std::string(Pick(language, "Een groep past bij wat er gezocht wordt.", "A group fits what is looked for."))};
  }
  if (pair.subject.kind == pair.candidate.kind) {
    return {std::string(Pick(language, "Kunnen als buurtgenoten iets voor elkaar betekenen.",
                             "Can mean something to each other as neighbours."))};
  }
  return {std::string(Pick(language, "Een vast contact met één persoon past bij wat er gezocht wordt.",
                           "Steady contact with one person fits what is looked for."))};
}

Texts Generations(const PairText& pair, const PairResult& result, Language language) {
  constexpr int kWelcome = 700;
  const auto term = static_cast<std::size_t>(Term::kIntergenerational);
  if (std::max(result.score.subject[term], result.score.candidate[term]) < kWelcome) return {};
  if (pair.subject.person == nullptr || pair.candidate.person == nullptr) {
    return {std::string(
        Pick(language, "Jong en oud samen, en dat is welkom.", "Young and old together, and that is welcome."))};
  }
  const int gap = std::abs(pair.subject.person->birth_year - pair.candidate.person->birth_year);
  return {language == Language::kDutch ? absl::StrCat("Jong en oud: ", gap, " jaar verschil, en dat is welkom.")
                                       : absl::StrCat("Young and old: ", gap, " years apart, and that is welcome.")};
}

Texts Freshness(const PairText& pair, const PairResult& result, Language language) {
  if (pair.candidate.kind != Kind::kVolunteer) return {};
  if (result.score.subject[static_cast<std::size_t>(Term::kFreshness)] < kTermScale) return {};
  return {std::string(Pick(language, "Is de laatste tijd niet gevraagd.", "Has not been asked lately."))};
}

}  // namespace

std::vector<std::string> EvidenceTexts(const PairText& pair, const PairResult& result, Term term, Language language) {
  switch (term) {
    case Term::kInterests:
      return Interests(pair, language);
    case Term::kTravel:
      return Travel(pair, result, language);
    case Term::kAvailability:
      return CommonTime(pair, result, language);
    case Term::kCommitment:
      return Lasting(pair, language);
    case Term::kExperience:
      return Experiences(pair, language);
    case Term::kWishes:
      return Wishes(pair, result, language);
    case Term::kNeedFit:
      return NeedFit(pair, result, language);
    case Term::kIntergenerational:
      return Generations(pair, result, language);
    case Term::kFreshness:
      return Freshness(pair, result, language);
  }
  return {};
}

}  // namespace klik::engine
