#include "services/casework/work_texts.h"

#include <array>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/text/words.h"

namespace klik::services {
namespace {

using engine::Language;
using engine::Pick;

struct Words {
  absl::string_view dutch;
  absl::string_view english;
};

// In the order of the numbers of BarCode.
constexpr std::array<Words, engine::kBarCodeCount> kObstacles = {
    {{"", ""},
     {"toestemming", "consent"},
     {"ingetrokken toestemming", "withdrawn consent"},
     {"een VOG", "a VOG"},
     {"een verlopen VOG", "a lapsed VOG"},
     {"geen plek vrij", "no place free"},
     {"een plek die vastligt", "a place that is reserved"},
     {"een volle activiteit", "a full activity"},
     {"taal", "language"},
     {"samen tijd", "time in common"},
     {"de reis", "the way there"},
     {"vervoer", "transport"},
     {"toegankelijkheid", "accessibility"},
     {"een eerdere afspraak over deze twee", "an earlier agreement about these two"},
     {"hoe lang en hoe vaak", "how long and how often"},
     {"leeftijd", "age"},
     {"akkoord van een ouder", "a guardian's consent"},
     {"de kosten", "the cost"},
     {"een vaste wens", "a firm wish"},
     {"de vorm van contact", "the form of contact"},
     {"een pauze", "a pause"},
     {"ze kennen elkaar al anders", "they know each other otherwise"},
     {"eerst andere hulp", "other help first"},
     {"ze hebben al contact", "they are in contact already"},
     {"wat ieder zoekt", "what each is looking for"},
     {"een onderwerp dat iemand niet wil", "a topic that somebody does not want"}}};

// `vandaag`, also when it is late already, or `uiterlijk 27 november 2026`.
std::string ByWhen(const WorkItem& item, absl::CivilDay today, Language language) {
  if (!item.due.has_value() || *item.due <= today) return std::string(Pick(language, "vandaag", "today"));
  return absl::StrCat(Pick(language, "uiterlijk ", "by "),
                      engine::DateWords(absl::FormatCivilTime(*item.due), language));
}

std::string DayOf(const WorkItem& item, Language language) {
  return engine::DateWords(absl::FormatCivilTime(*item.due), language);
}

absl::string_view OtherWords(engine::Kind kind, Language language) {
  if (kind == engine::Kind::kActivity) return Pick(language, "de activiteit", "the activity");
  if (kind == engine::Kind::kResident) return Pick(language, "de buurtgenoot", "the neighbour");
  return Pick(language, "de vrijwilliger", "the volunteer");
}

// `de inwoner en de vrijwilliger`.
std::string WhomToAsk(const WorkItem& item, Language language) {
  std::vector<std::string> who;
  for (const engine::MatchSide side : item.sides) {
    if (side == engine::MatchSide::kResident) who.emplace_back(Pick(language, "de inwoner", "the resident"));
    if (side == engine::MatchSide::kOther) who.emplace_back(OtherWords(item.other_kind, language));
    if (side == engine::MatchSide::kCompanion) who.emplace_back(Pick(language, "wie meegaat", "who goes along"));
  }
  return engine::Enumerate(who, language);
}

std::string NewReferralText(const WorkItem& item, const std::string& when, Language language) {
  absl::string_view start = Pick(language, "Nieuwe aanmelding", "New referral");
  if (item.urgency == engine::Urgency::kUrgent) {
    start = Pick(language, "Nieuwe aanmelding met spoed", "New urgent referral");
  } else if (item.urgency == engine::Urgency::kSoon) {
    start = Pick(language, "Nieuwe aanmelding die niet te lang kan wachten", "New referral that cannot wait too long");
  }
  return absl::StrCat(start, Pick(language, ": kijk er ", ": please look at it "), when, Pick(language, " naar.", "."));
}

std::string AllSaidYesText(const WorkItem& item, const std::string& when, Language language) {
  if (item.other_kind == engine::Kind::kActivity) {
    return absl::StrCat(Pick(language, "Iedereen zei ja! Spreek ", "Everybody said yes! Agree on the first time "),
                        when, Pick(language, " de eerste keer af.", "."));
  }
  return absl::StrCat(Pick(language, "Iedereen zei ja! Spreek ", "Everybody said yes! Arrange for them to meet "), when,
                      Pick(language, " de kennismaking af.", "."));
}

std::string FarewellText(const WorkItem& item, const std::string& when, Language language) {
  if (item.end_reason == engine::EndReason::kDeceased) {
    return std::string(
        Pick(language, "Er is iemand overleden. Leef mee met wie achterblijft, en leg vast of er een afscheid was.",
             "Somebody has died. Be there for who is left behind, and record whether there was a farewell."));
  }
  if (item.end_reason == engine::EndReason::kConflict) {
    return absl::StrCat(Pick(language, "Het contact is gestopt omdat het botste. Vraag ",
                             "The contact ended because they did not get on. Ask each of them apart "),
                        when,
                        Pick(language, " aan ieder apart hoe het gaat, en leg vast of een afscheid kon.",
                             " how they are, and record whether a farewell was possible."));
  }
  return absl::StrCat(Pick(language, "Het contact is gestopt. Zorg ", "The contact has ended. See "), when,
                      Pick(language, " voor een goed afscheid, en leg vast hoe het ging.",
                           " to a good farewell, and record how it went."));
}

std::string VogText(const WorkItem& item, absl::CivilDay today, Language language) {
  return absl::StrCat(*item.due < today ? Pick(language, "De VOG was geldig tot en met ", "The VOG was valid until ")
                                        : Pick(language, "De VOG is geldig tot en met ", "The VOG is valid until "),
                      DayOf(item, language),
                      Pick(language, ". Vraag nu een nieuwe aan, dan kan het contact doorgaan.",
                           ". Apply for a new one now, so that the contact can go on."));
}

std::string NobodyFitsText(const WorkItem& item, Language language) {
  const std::string days = absl::StrCat(
      item.waiting_days, item.waiting_days == 1 ? Pick(language, " dag", " day") : Pick(language, " dagen", " days"));
  std::string text = absl::StrCat(Pick(language, "Wacht al ", "Has been waiting for "), days,
                                  Pick(language, ", en er past nu niemand.", ", and nobody fits now."));
  std::vector<std::string> words;
  for (const Obstacle& obstacle : item.obstacles) words.push_back(ObstacleWords(obstacle.code, language));
  if (words.empty()) return text;
  return absl::StrCat(text, Pick(language, " Hier ligt het vaakst aan: ", " What stands in the way most often: "),
                      engine::Enumerate(words, language), ".");
}

}  // namespace

std::string ObstacleWords(engine::BarCode code, Language language) {
  const Words& words = kObstacles[static_cast<std::size_t>(code)];
  return std::string(Pick(language, words.dutch, words.english));
}

std::string WorkText(const WorkItem& item, absl::CivilDay today, Language language) {
  const std::string when = ByWhen(item, today, language);
  const auto text = [&](absl::string_view dutch, absl::string_view english) {
    return std::string(Pick(language, dutch, english));
  };
  switch (item.kind) {
    case WorkKind::kNewReferral:
      return NewReferralText(item, when, language);
    case WorkKind::kMayDropOff:
      return absl::StrCat(
          text("Dit contact loopt misschien af. Vraag ", "This contact may be about to stop. Ask both "), when,
          text(" aan beide kanten wat zou helpen.", " what would help."));
    case WorkKind::kProposalExpires:
      return absl::StrCat(text("Dit voorstel loopt af op ", "This proposal expires on "), DayOf(item, language),
                          text(". Vraag nog eens aan ", ". Ask once more: "), WhomToAsk(item, language), ".");
    case WorkKind::kAllSaidYes:
      return AllSaidYesText(item, when, language);
    case WorkKind::kTrialToDecide:
      return text("Ze kennen elkaar nu twee weken. Vraag aan beide kanten hoe het was, en of ze door willen.",
                  "They have known each other for two weeks. Ask both how it was, and whether they want to go on.");
    case WorkKind::kCheckInDue:
      return absl::StrCat(text("Week ", "Week "), item.week, text(": vraag ", ": ask "),
                          language == Language::kDutch ? absl::StrCat(when, " aan ", WhomToAsk(item, language))
                                                       : absl::StrCat(WhomToAsk(item, language), " ", when),
                          text(" hoe het gaat.", " how it goes."));
    case WorkKind::kFarewellDue:
      return FarewellText(item, when, language);
    case WorkKind::kVogLapses:
      return VogText(item, today, language);
    case WorkKind::kReferralStandsStill:
      return text("Twee weken is er niemand voorgesteld. Zoek opnieuw, of laat het wijkteam weten hoe het staat.",
                  "Nobody has been proposed for two weeks. Search again, or let the team know how things stand.");
    case WorkKind::kNobodyFits:
      return NobodyFitsText(item, language);
    case WorkKind::kUnspecified:
      break;
  }
  return "";
}

}  // namespace klik::services
