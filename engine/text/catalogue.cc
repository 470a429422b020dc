#include "engine/text/catalogue.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "engine/text/words.h"

namespace klik::engine {
namespace {

// Sentences with `{who}` for whose circumstance it is and `{key}` for a parameter of the bar.
struct Sentence {
  absl::string_view dutch;
  absl::string_view english;
};

std::string Param(const Bar& bar, const std::string& key) {
  const auto found = bar.params.find(key);
  return found == bar.params.end() ? std::string() : found->second;
}

std::string NeedWords(const std::string& needs, Language language) {
  std::vector<std::string> words;
  for (const absl::string_view need :
       {"STEP_FREE", "ACCESSIBLE_TOILET", "HEARING_LOOP", "NO_ANIMALS", "SMOKE_FREE", "QUIET"}) {
    const std::vector<std::string> asked = absl::StrSplit(needs, ',');
    if (std::find(asked.begin(), asked.end(), need) == asked.end()) continue;
    if (need == "STEP_FREE") words.emplace_back(Pick(language, "zonder drempels of trappen", "step-free"));
    if (need == "ACCESSIBLE_TOILET") words.emplace_back(Pick(language, "een aangepast toilet", "an accessible toilet"));
    if (need == "HEARING_LOOP") words.emplace_back(Pick(language, "een ringleiding", "a hearing loop"));
    if (need == "NO_ANIMALS") words.emplace_back(Pick(language, "zonder dieren", "without animals"));
    if (need == "SMOKE_FREE") words.emplace_back(Pick(language, "rookvrij", "smoke-free"));
    if (need == "QUIET") words.emplace_back(Pick(language, "rustig", "quiet"));
  }
  return Enumerate(words, language);
}

std::string WishWords(const std::string& wishes, Language language) {
  std::vector<std::string> words;
  for (const absl::string_view wish : absl::StrSplit(wishes, ',')) {
    if (wish == "age") words.emplace_back(Pick(language, "leeftijd", "age"));
    if (wish == "gender") words.emplace_back(Pick(language, "man of vrouw", "gender"));
    if (wish == "intergenerational") words.emplace_back(Pick(language, "de eigen generatie", "one's own generation"));
  }
  return Enumerate(words, language);
}

std::string MonthsWordsOf(const std::string& value, Language language) {
  int months = 0;
  return absl::SimpleAtoi(value, &months) ? MonthsWords(months, language) : value;
}

std::string Fill(const PairText& pair, const Bar& bar, Sentence sentence, Language language) {
  std::string text(Pick(language, sentence.dutch, sentence.english));
  if (bar.side != Side::kPair) text = absl::StrReplaceAll(text, {{"{who}", Who(pair, bar.side, language)}});
  for (const auto& [key, value] : bar.params) {
    std::string words = value;
    if (key == "until" || key == "issued") words = DateWords(value, language);
    if (key == "cost_cents") words = EuroWords(value, language);
    if (key == "months") words = MonthsWordsOf(value, language);
    if (key == "needs") words = NeedWords(value, language);
    if (key == "wish") words = WishWords(value, language);
    if (key == "topic") {
      if (const auto topic = pair.taxonomy.Find(value)) {
        const Topic& entry = pair.taxonomy.topic(*topic);
        words = std::string(Pick(language, entry.label_nl, entry.label_en));
      }
    }
    text = absl::StrReplaceAll(text, {{absl::StrCat("{", key, "}"), words}});
  }
  return Capitalised(std::move(text));
}

Sentence AgeRuleSentence(const std::string& rule) {
  if (rule == "min_age")
    return {"Deze activiteit is vanaf {min_age} jaar.", "This activity is from the age of {min_age}."};
  if (rule == "max_age")
    return {"Deze activiteit is tot en met {max_age} jaar.", "This activity is up to the age of {max_age}."};
  return {"Wie nog geen 18 is, spreekt niet alleen bij iemand thuis af.",
          "Somebody who may be under 18 does not meet alone at a home."};
}

// How long is enough is not told: it follows from what the resident misses.
Sentence CommitmentSentence(const Bar& bar) {
  if (bar.params.contains("until"))
    return {"{who} is er tot en met {until}; dit contact vraagt een langere tijd.",
            "{who} is there until {until}; this contact asks for a longer time."};
  if (bar.params.contains("months"))
    return {"{who} kan {months} toezeggen; dit contact vraagt een langere tijd.",
            "{who} can promise {months}; this contact asks for a longer time."};
  return {"Dit contact vraagt een langere tijd dan {who} nu kan geven.",
          "This contact asks for a longer time than {who} can give now."};
}

Sentence ContactFormSentence(const Bar& bar) {
  if (bar.params.contains("group_size"))
    return {"Hier komen mensen samen in een groep van {group_size}; een kleinere groep past beter.",
            "People meet here in a group of {group_size}; a smaller group fits better."};
  return {"Er is geen manier van afspreken die allebei willen.", "There is no way of meeting that both are open to."};
}

Sentence OwnRelationSentence(const std::string& relation) {
  if (relation == "family")
    return {"Zij zijn familie van elkaar; een nieuw contact vinden we buiten de familie.",
            "They are family of each other; we look for a new contact outside the family."};
  if (relation == "colleague")
    return {"Zij kennen elkaar van het werk; een nieuw contact vinden we daarbuiten.",
            "They know each other from work; we look for a new contact elsewhere."};
  if (relation == "case_worker")
    return {"Zij kennen elkaar al uit de hulpverlening; dat blijft apart van dit contact.",
            "They know each other from professional help; that stays apart from this contact."};
  return {"Zij kennen elkaar al uit familie of werk.", "They already know each other from family or work."};
}

Sentence VogMissingSentence(std::string_view state) {
  if (state != "requested") return {"Er is nog geen VOG.", "There is no VOG yet."};
  return {"De VOG is aangevraagd, maar nog niet binnen.", "The VOG has been requested and is not in yet."};
}

Sentence CapacityReservedSentence(bool until_known) {
  if (!until_known) {
    return {"De vrije plek is gereserveerd voor een ander voorstel.",
            "The free place is reserved for another proposal."};
  }
  return {"De vrije plek is tot {until} gereserveerd voor een ander voorstel.",
          "The free place is reserved for another proposal until {until}."};
}

Sentence TimeOverlapSentence(std::string_view minutes) {
  if (minutes == "0") {
    return {"Hebben de komende weken geen tijd samen.", "Have no time in common in the coming weeks."};
  }
  return {"Hebben samen hooguit {minutes} minuten, reistijd eraf; nodig is {needed_minutes}.",
          "Have at most {minutes} minutes in common after travel; {needed_minutes} are needed."};
}

Sentence PausedSentence(std::string_view cause) {
  if (cause != "professional_first") return {"{who} staat nu even op pauze.", "{who} is taking a pause now."};
  return {"Eerst is hulp van een professional aan de beurt; daarna zoeken we verder.",
          "Professional help comes first; after that we look further."};
}

Sentence SentenceOf(const Bar& bar) {
  switch (bar.code) {
    case BarCode::kConsentMissing:
      return {"Er is nog geen toestemming of andere grond om voor {who} te zoeken.",
              "There is no consent or other ground yet to look for a match for {who}."};
    case BarCode::kConsentWithdrawn:
      return {"Voor {who} mogen we niet meer zoeken: de toestemming is ingetrokken.",
              "We may no longer look for {who}: consent has been withdrawn."};
    case BarCode::kVogMissing:
      return VogMissingSentence(Param(bar, "state"));
    case BarCode::kVogExpired:
      return {"De VOG van {issued} is te oud.", "The VOG of {issued} is too old."};
    case BarCode::kCapacity:
      return {"Heeft nu geen plek meer: {running} van {max} bezet.", "Has no place left: {running} of {max} taken."};
    case BarCode::kCapacityReserved:
      return CapacityReservedSentence(bar.params.contains("until"));
    case BarCode::kActivityFull:
      return {"De groep is vol: er is plaats voor {capacity}.", "The group is full: it has {capacity} places."};
    case BarCode::kLanguage:
      return {"Spreken geen taal die zij allebei goed genoeg kennen.",
              "Do not share a language well enough to talk in."};
    case BarCode::kTimeOverlap:
      return TimeOverlapSentence(Param(bar, "minutes"));
    case BarCode::kTravel:
      return {"Het is te ver: {minutes} minuten reizen.", "It is too far: {minutes} minutes of travel."};
    case BarCode::kTransport:
      return {"Er is geen vervoer om bij elkaar te komen.", "There is no transport to get together."};
    case BarCode::kAccessibility:
      return {"Het is niet {needs}, en dat is wel nodig.", "It lacks what is needed: {needs}."};
    case BarCode::kExcludedPair:
      return {"Deze twee koppelen we niet (meer) aan elkaar.", "These two are not (or no longer) brought together."};
    case BarCode::kCommitment:
      return CommitmentSentence(bar);
    case BarCode::kAgeRule:
      return AgeRuleSentence(Param(bar, "rule"));
    case BarCode::kPendingGuardian:
      return {"Voor {who} is nog toestemming van een ouder of voogd nodig.",
              "A parent or guardian still has to agree for {who}."};
    case BarCode::kCost:
      return {"De kosten ({cost_cents} per keer) zijn nog niet gedekt.",
              "The cost ({cost_cents} each time) is not covered yet."};
    case BarCode::kHardWish:
      return {"Past niet bij een vaste wens van {who}: {wish}.", "Does not fit a firm wish of {who}: {wish}."};
    case BarCode::kContactForm:
      return ContactFormSentence(bar);
    case BarCode::kPaused:
      return PausedSentence(Param(bar, "cause"));
    case BarCode::kOwnRelation:
      return OwnRelationSentence(Param(bar, "relation"));
    case BarCode::kScope:
      return {"Hoort bij een andere gemeente.", "Belongs to another municipality."};
    case BarCode::kAlreadyMatched:
      return {"Er loopt al een contact of voorstel tussen deze twee.",
              "There is a contact or proposal between the two already."};
    case BarCode::kRole:
      return {"{who} zoekt dit soort contact niet.", "{who} is not looking for this kind of contact."};
    case BarCode::kTopicNever:
      return {"{topic}: dat wil {who} beslist niet.", "{topic}: that is a firm no for {who}."};
    case BarCode::kUnspecified:
      break;
  }
  return {};
}

Sentence ChangeSentenceOf(const Bar& bar) {
  switch (bar.code) {
    case BarCode::kConsentMissing:
      return {"er toestemming is voor {who}", "there is consent for {who}"};
    case BarCode::kVogMissing:
      return {"de VOG binnen is", "the VOG is in"};
    case BarCode::kVogExpired:
      return {"er een nieuwe VOG is", "there is a new VOG"};
    case BarCode::kCapacity:
    case BarCode::kActivityFull:
      return {"er een plek vrijkomt", "a place comes free"};
    case BarCode::kCapacityReserved:
      return {"het andere voorstel vervalt", "the other proposal lapses"};
    case BarCode::kTimeOverlap:
      return {"er een gezamenlijk moment gevonden is", "a time that suits both is found"};
    case BarCode::kTravel:
    case BarCode::kTransport:
      return {"er vervoer gevonden is", "a ride is found"};
    case BarCode::kPendingGuardian:
      return {"een ouder of voogd toestemming geeft voor {who}", "a parent or guardian agrees for {who}"};
    case BarCode::kCost:
      return {"de kosten gedekt zijn", "the cost is covered"};
    case BarCode::kContactForm:
      return {"zij een manier van afspreken vinden", "they find a way of meeting"};
    case BarCode::kPaused:
      return {"de pauze van {who} voorbij is", "the pause of {who} is over"};
    default:
      return {};
  }
}

// What is asked is the same for all, so that it tells nobody's needs.
absl::string_view AskFirstText(Setting setting, Language language) {
  switch (setting) {
    case Setting::kActivity:
      return Pick(language, "Vraag eerst na of de plek toegankelijk genoeg is.",
                  "First ask whether the place is accessible enough.");
    case Setting::kHome:
      return Pick(language, "Vraag eerst na hoe het thuis is voor allebei: drempels, toilet, dieren en rook.",
                  "First ask how the home is for both: steps, toilet, animals and smoke.");
    case Setting::kPublic:
    case Setting::kRemote:
      break;
  }
  return Pick(language, "Vraag eerst na of er dieren of rook mee naar binnen komen.",
              "First ask whether animals or smoke come along.");
}

bool IsRide(const Bar& bar) { return bar.code == BarCode::kTravel || bar.code == BarCode::kTransport; }

// The changes that one clause tells: the same one on both sides, and a ride with the time that it leaves too little of.
std::vector<std::vector<Bar>> ToldTogether(const std::vector<Bar>& lifted) {
  std::vector<std::vector<Bar>> together;
  for (const Bar& bar : lifted) {
    const bool joins = !together.empty() && (together.back().back().code == bar.code ||
                                             (together.back().back().code == BarCode::kTimeOverlap && IsRide(bar)));
    if (!joins) together.emplace_back();
    together.back().push_back(bar);
  }
  return together;
}

// A clause without a capital or full stop.
std::string ChangeClause(const PairText& pair, const std::vector<Bar>& together, Language language) {
  Sentence change = ChangeSentenceOf(together.back());
  if (together.front().code == BarCode::kTimeOverlap && IsRide(together.back())) {
    change = {"er vervoer en een gezamenlijk moment gevonden zijn", "a ride and a time that suits both are found"};
  }
  std::vector<std::string> names;
  for (const Bar& bar : together) {
    if (bar.side != Side::kPair) names.emplace_back(Who(pair, bar.side, language));
  }
  return absl::StrReplaceAll(Pick(language, change.dutch, change.english), {{"{who}", Enumerate(names, language)}});
}

}  // namespace

std::string BarText(const PairText& pair, const Bar& bar, Language language) {
  return Fill(pair, bar, SentenceOf(bar), language);
}

absl::string_view WarningText(const PairText&, const PairResult& result, WarningCode warning, Language language) {
  switch (warning) {
    case WarningCode::kVogExpiresDuring:
      return Pick(language, "De VOG loopt af tijdens het contact: vraag op tijd een nieuwe aan.",
                  "The VOG lapses during the contact: ask for a new one in time.");
    case WarningCode::kAccessibilityUnknown:
      return AskFirstText(result.setting, language);
    case WarningCode::kStaleProfile:
      return Pick(language, "Het profiel is langer dan een jaar niet nagekeken: vraag of het nog klopt.",
                  "The profile has not been checked for over a year: ask whether it still holds.");
    case WarningCode::kConfirmFirst:
      return Pick(language, "Heeft de laatste vragen niet beantwoord: bel eerst even.",
                  "Has not answered the last requests: give a call first.");
    case WarningCode::kNeedUnknown:
      return Pick(language, "Nog niet bekend is wat er gemist wordt: vraag dat eerst.",
                  "What is missed is not known yet: ask that first.");
    case WarningCode::kWaitlistPosition:
      return Pick(language, "Er is een wachtlijst.", "There is a waiting list.");
    case WarningCode::kUnspecified:
      break;
  }
  return {};
}

std::string ChangeText(const PairText& pair, const Bar& lifted, Language language) {
  return ChangeClause(pair, {lifted}, language);
}

std::string NearestChangeText(const PairText& pair, const NearestChange& change, Language language) {
  std::vector<std::string> clauses;
  for (const auto& together : ToldTogether(change.lifted)) clauses.push_back(ChangeClause(pair, together, language));
  return absl::StrCat(Pick(language, "Wordt passend zodra ", "Becomes suitable once "), Enumerate(clauses, language),
                      Pick(language, " (dan nummer ", " (then number "), change.rank, ").");
}

}  // namespace klik::engine
