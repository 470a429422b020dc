#include "clients/cli/links.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace klik::cli {
namespace {

constexpr char kIndent[] = "    ";

std::string Percentage(double share) { return absl::StrFormat("%.0f%%", share * 100.0); }

std::string NameOr(const std::string& display_name, const std::string& name) {
  return display_name.empty() ? name : display_name;
}

std::string Way(const v1::Triad& triad, Language language) {
  switch (triad.way()) {
    case v1::Triad::TOGETHER:
      return Pick(language, "samen met de auto", "together by car");
    case v1::Triad::SEPARATELY:
      return Pick(language, "ieder zelf", "separately");
    default:
      return "?";
  }
}

// Between whom a reason stands.
std::string Between(v1::TriadReason::Pair pair, Language language) {
  switch (pair) {
    case v1::TriadReason::RESIDENT_ACTIVITY:
      return Pick(language, "inwoner en activiteit", "resident and activity");
    case v1::TriadReason::RESIDENT_VOLUNTEER:
      return Pick(language, "inwoner en vrijwilliger", "resident and volunteer");
    case v1::TriadReason::VOLUNTEER_ACTIVITY:
      return Pick(language, "vrijwilliger en activiteit", "volunteer and activity");
    case v1::TriadReason::ALL_THREE:
      return Pick(language, "alle drie", "all three");
    default:
      return "?";
  }
}

std::string FirstVisit(const v1::Triad& triad) {
  if (triad.visits().empty()) return "-";
  const v1::Visit& visit = triad.visits(0);
  return absl::StrCat(visit.date(), " ", visit.start_time(), "-", visit.end_time());
}

}  // namespace

std::string RenderTriads(const v1::SearchTriadsResponse& response, Language language, const Paint& paint) {
  if (response.triads().empty()) {
    return Pick(language, "Er is nu nog niemand die mee kan.\n", "Nobody can go along yet.\n");
  }
  Table table;
  table.columns = {{"#", Align::kRight},
                   {Pick(language, "Wie gaat mee", "Who goes along")},
                   {Pick(language, "Waarheen", "Where")},
                   {"Score", Align::kRight},
                   {Pick(language, "Hoe", "How")},
                   {Pick(language, "Eerste keer", "First time")},
                   {Pick(language, "Naam in Klik", "Name in Klik")}};
  for (const v1::Triad& triad : response.triads()) {
    Row row;
    row.cells = {absl::StrCat(triad.rank()),
                 NameOr(triad.volunteer_display_name(), "-"),
                 NameOr(triad.activity_title(), "-"),
                 Percentage(triad.score()),
                 Way(triad, language),
                 FirstVisit(triad),
                 absl::StrCat(triad.volunteer(), " + ", triad.activity())};
    for (const std::string& text : triad.texts()) {
      row.details.push_back(absl::StrCat(kIndent, paint.Green("+"), " ", Printable(text)));
    }
    for (const std::string& text : triad.warning_texts()) {
      row.details.push_back(paint.Yellow(absl::StrCat(kIndent, "! ", Printable(text))));
    }
    table.rows.push_back(std::move(row));
  }
  return RenderTable(table, paint);
}

std::string RenderExcludedTriads(const v1::SearchTriadsResponse& response, Language language, const Paint& paint) {
  const int total = std::max(response.excluded_total(), response.excluded_size());
  std::string text = paint.Bold(absl::StrCat(Pick(language, "Past nu niet: ", "Does not fit now: "), total)) + "\n";
  for (const v1::ExcludedTriad& excluded : response.excluded()) {
    const std::string title = absl::StrCat(NameOr(excluded.volunteer_display_name(), excluded.volunteer()), " + ",
                                           NameOr(excluded.activity_title(), excluded.activity()));
    absl::StrAppend(&text, paint.Bold(Printable(title)), " (", Printable(excluded.volunteer()), " + ",
                    Printable(excluded.activity()), ")\n");
    for (const v1::TriadReason& reason : excluded.reasons()) {
      absl::StrAppend(&text, kIndent, paint.Yellow("-"), " ", Printable(reason.reason().text()), " (",
                      Between(reason.pair(), language), ")\n");
    }
  }
  if (const int more = total - response.excluded_size(); more > 0) {
    absl::StrAppend(&text, Pick(language, "En nog ", "And "), more, Pick(language, " meer.\n", " more.\n"));
  }
  return text;
}

std::string RenderCircles(const v1::SearchCirclesResponse& response, Language language, const Paint& paint) {
  std::string text;
  if (response.circles().empty()) {
    text = Pick(language, "Er is nu nog geen kring te vormen.\n", "No circle can be formed yet.\n");
  } else {
    Table table;
    table.columns = {{"#", Align::kRight},
                     {Pick(language, "Rond", "Around")},
                     {Pick(language, "Waar", "Where")},
                     {Pick(language, "Wanneer", "When")},
                     {Pick(language, "Eerste keer", "First time")},
                     {Pick(language, "Mensen", "People"), Align::kRight}};
    for (const v1::Circle& circle : response.circles()) {
      Row row;
      row.cells = {absl::StrCat(circle.rank()), NameOr(circle.topic_label(), circle.topic()),
                   circle.settlement(),         DescribeWindow(language, circle.window()),
                   circle.first_date(),         absl::StrCat(circle.members_size())};
      for (const v1::CircleMember& member : circle.members()) {
        row.details.push_back(Printable(absl::StrCat(kIndent, NameOr(member.display_name(), "-"), ", ",
                                                     Label(language, member.travel().mode()), " ",
                                                     member.travel().minutes(), " min (", member.resident(), ")")));
      }
      for (const std::string& sentence : circle.texts()) {
        row.details.push_back(absl::StrCat(kIndent, paint.Green("+"), " ", Printable(sentence)));
      }
      table.rows.push_back(std::move(row));
    }
    text = RenderTable(table, paint);
  }
  if (!response.complete()) {
    absl::StrAppend(&text,
                    paint.Yellow(Pick(language, "! Niet alles is bekeken: er kunnen meer of betere kringen zijn.",
                                      "! Not everything was looked at: there may be more or better circles.")),
                    "\n");
  }
  return text;
}

}  // namespace klik::cli
