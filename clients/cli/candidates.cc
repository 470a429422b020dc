#include "clients/cli/candidates.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace klik::cli {
namespace {

constexpr char kIndent[] = "    ";

std::string Percentage(double share) { return absl::StrFormat("%.0f%%", share * 100.0); }

double Contribution(const v1::TermScore& term) { return term.value() * term.weight(); }

// What adds most to the score first; equal terms keep the server's order.
std::vector<v1::TermScore> BestFirst(const v1::Candidate& candidate) {
  std::vector<v1::TermScore> terms(candidate.terms().begin(), candidate.terms().end());
  std::stable_sort(terms.begin(), terms.end(), [](const v1::TermScore& left, const v1::TermScore& right) {
    return Contribution(left) > Contribution(right);
  });
  return terms;
}

std::string BothSides(const v1::Candidate& candidate) {
  return absl::StrCat(Percentage(candidate.side_scores().subject()), " / ",
                      Percentage(candidate.side_scores().candidate()));
}

std::vector<std::string> WarningLines(const v1::Candidate& candidate, const Paint& paint) {
  std::vector<std::string> lines;
  for (const std::string& text : candidate.warning_texts()) {
    lines.push_back(paint.Yellow(absl::StrCat(kIndent, "! ", Printable(text))));
  }
  return lines;
}

std::vector<std::string> ReasonLines(const v1::Candidate& candidate, const Paint& paint) {
  std::vector<std::string> lines;
  for (const v1::TermScore& term : BestFirst(candidate)) {
    // A term that adds nothing is no reason; `klik explain` shows it.
    if (Contribution(term) <= 0.0) continue;
    for (const std::string& sentence : term.evidence()) {
      lines.push_back(absl::StrCat(kIndent, paint.Green("+"), " ", Printable(sentence)));
    }
  }
  for (std::string& warning : WarningLines(candidate, paint)) lines.push_back(std::move(warning));
  return lines;
}

// `Truus (volunteers/k3)`, or the name alone.
std::string Title(const std::string& display_name, const std::string& name, const Paint& paint) {
  if (display_name.empty()) return paint.Bold(Printable(name));
  return absl::StrCat(paint.Bold(Printable(display_name)), " (", Printable(name), ")");
}

std::string NearestChangeText(const v1::ExcludedCandidate& excluded, Language language) {
  if (!excluded.has_nearest_change()) {
    return Pick(language, "Hier kunnen we nu niets aan veranderen.", "Nothing can be done about this now.");
  }
  const v1::NearestChange& change = excluded.nearest_change();
  if (!change.text().empty()) return Printable(change.text());
  std::string text;
  for (const v1::Change& step : change.changes()) absl::StrAppend(&text, text.empty() ? "" : " ", step.text());
  return Printable(text);
}

// The candidate, its kind, every reason and what would help.
std::string RenderOneExcluded(const v1::ExcludedCandidate& excluded, Language language, const Paint& paint) {
  std::string text = absl::StrCat(Title(excluded.display_name(), excluded.candidate(), paint), ", ",
                                  Label(language, excluded.kind()), "\n");
  for (const v1::Reason& reason : excluded.reasons()) {
    const std::string sentence = reason.text().empty() ? v1::ReasonCode_Name(reason.code()) : Printable(reason.text());
    absl::StrAppend(&text, kIndent, paint.Yellow("-"), " ", sentence, "\n");
  }
  absl::StrAppend(&text, kIndent, paint.Green(">"), " ", NearestChangeText(excluded, language), "\n");
  return text;
}

std::string FormatNumber(double value, Language language) {
  std::string text = absl::StrFormat("%.3f", value);
  if (language == Language::kDutch) std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

Table TermTable(const v1::Candidate& candidate, Language language) {
  Table table;
  table.columns = {{Pick(language, "Onderdeel", "Term")},
                   {Pick(language, "Waarde", "Value"), Align::kRight},
                   {Pick(language, "Gewicht", "Weight"), Align::kRight},
                   {Pick(language, "Telt mee", "Contribution"), Align::kRight}};
  for (const v1::TermScore& term : BestFirst(candidate)) {
    Row row;
    row.cells = {Label(language, term.term()), FormatNumber(term.value(), language),
                 FormatNumber(term.weight(), language), FormatNumber(Contribution(term), language)};
    for (const std::string& sentence : term.evidence())
      row.details.push_back(absl::StrCat(kIndent, Printable(sentence)));
    table.rows.push_back(std::move(row));
  }
  table.rows.push_back({{Pick(language, "Samen", "Together"), "", "", FormatNumber(candidate.score(), language)}, {}});
  return table;
}

std::string RenderOneCandidate(const v1::Candidate& candidate, Language language, const Paint& paint) {
  std::string text = absl::StrCat(Title(candidate.display_name(), candidate.candidate(), paint), ", ",
                                  Label(language, candidate.kind()), "\n");
  const auto line = [&](std::string_view dutch, std::string_view english, const std::string& value) {
    absl::StrAppend(&text, kIndent, Pick(language, dutch, english), ": ", Printable(value), "\n");
  };
  line("plek", "rank", absl::StrCat(candidate.rank()));
  line("score", "score", Percentage(candidate.score()));
  line("zoeker / kandidaat", "subject / candidate", BothSides(candidate));
  line("vorm", "form", Label(language, candidate.contact_form()));
  line("reis", "travel", DescribeTravel(language, candidate.travel(), candidate.candidate()));
  for (const v1::Availability::Window& window : candidate.meeting_windows()) {
    line("samen tijd", "both free", DescribeWindow(language, window));
  }
  for (const std::string& warning : WarningLines(candidate, paint)) absl::StrAppend(&text, warning, "\n");
  return absl::StrCat(text, "\n", RenderTable(TermTable(candidate, language), paint));
}

}  // namespace

std::string RenderCandidates(const v1::SearchCandidatesResponse& response, Language language, const Paint& paint) {
  if (response.candidates().empty()) {
    return Pick(language, "Er is nu nog niemand die past.\n", "Nobody fits yet.\n");
  }
  Table table;
  table.columns = {{"#", Align::kRight},
                   {Pick(language, "Wie", "Who")},
                   {Pick(language, "Soort", "Kind")},
                   {"Score", Align::kRight},
                   {Pick(language, "Beide kanten", "Both sides")},
                   {Pick(language, "Vorm", "Form")},
                   {Pick(language, "Reis", "Travel")},
                   {Pick(language, "Samen tijd", "Both free")},
                   {Pick(language, "Naam in Klik", "Name in Klik")}};
  for (const v1::Candidate& candidate : response.candidates()) {
    Row row;
    row.cells = {absl::StrCat(candidate.rank()),
                 candidate.display_name().empty() ? "-" : candidate.display_name(),
                 Label(language, candidate.kind()),
                 Percentage(candidate.score()),
                 BothSides(candidate),
                 Label(language, candidate.contact_form()),
                 DescribeTravel(language, candidate.travel(), candidate.candidate()),
                 candidate.meeting_windows().empty() ? "-" : DescribeWindow(language, candidate.meeting_windows(0)),
                 candidate.candidate()};
    row.details = ReasonLines(candidate, paint);
    table.rows.push_back(std::move(row));
  }
  return RenderTable(table, paint);
}

std::string RenderExcluded(const v1::SearchCandidatesResponse& response, Language language, const Paint& paint) {
  const int total = std::max(response.excluded_total(), response.excluded_size());
  std::string text = paint.Bold(absl::StrCat(Pick(language, "Past nu niet: ", "Does not fit now: "), total)) + "\n";
  for (const v1::ExcludedCandidate& excluded : response.excluded()) {
    text += RenderOneExcluded(excluded, language, paint);
  }
  if (const int more = total - response.excluded_size(); more > 0) {
    absl::StrAppend(&text, Pick(language, "En nog ", "And "), more, Pick(language, " meer.\n", " more.\n"));
  }
  return text;
}

std::string RenderExplanation(const v1::ExplainMatchResponse& response, Language language, const Paint& paint) {
  if (response.has_candidate()) return RenderOneCandidate(response.candidate(), language, paint);
  return RenderOneExcluded(response.excluded(), language, paint);
}

}  // namespace klik::cli
