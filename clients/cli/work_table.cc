#include "clients/cli/work_table.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"

namespace klik::cli {
namespace {

constexpr char kIndent[] = "    ";

// `Truus + Daan`; what is not for the reader is left out.
std::string Who(const v1::WorkItem& item) {
  if (item.display_name().empty()) return "-";
  return item.other_display_name().empty() ? item.display_name()
                                           : absl::StrCat(item.display_name(), " + ", item.other_display_name());
}

std::vector<std::string> DetailsOf(const v1::WorkItem& item) {
  if (item.text().empty()) return {};
  return {absl::StrCat(kIndent, Printable(item.text()))};
}

template <typename Counts, typename Name, typename Number>
void AddRows(const std::string& what, const Counts& counts, Name name, Number number, Table& table) {
  for (const auto& count : counts) {
    const auto [is_told, value] = number(count);
    table.rows.push_back({{what, name(count.state()), is_told ? std::to_string(value) : "1-4"}, {}});
  }
}

}  // namespace

std::string RenderWork(const v1::ListWorkResponse& response, Language language, const Paint& paint) {
  if (response.items().empty()) return Pick(language, "Er ligt nu niets.\n", "There is nothing to do now.\n");
  Table table;
  table.columns = {{Pick(language, "Uiterlijk", "Due")},
                   {Pick(language, "Wat", "What")},
                   {Pick(language, "Wie", "Who")},
                   {Pick(language, "Naam in Klik", "Name in Klik")}};
  std::map<v1::WorkItem::Kind, int> listed;
  for (const v1::WorkItem& item : response.items()) {
    ++listed[item.kind()];
    table.rows.push_back(
        {{item.due_date().empty() ? "-" : item.due_date(), Label(language, item.kind()), Who(item), item.subject()},
         DetailsOf(item)});
  }
  std::string text = RenderTable(table, paint);
  for (const v1::ListWorkResponse::KindCount& count : response.counts()) {
    const int more = count.items() - listed[count.kind()];
    if (more <= 0) continue;
    absl::StrAppend(&text, Pick(language, "En nog ", "And "), more, Pick(language, " keer: ", " more: "),
                    Label(language, count.kind()), "\n");
  }
  return text;
}

std::string RenderCounts(const v1::CountStatesResponse& response, const Paint& paint) {
  Table table;
  table.columns = {{"collection"}, {"state"}, {"count", Align::kRight}};
  AddRows(
      "residents", response.residents(), [](auto state) { return v1::Resident::State_Name(state); },
      [](const auto& count) { return std::pair(count.has_residents(), count.residents()); }, table);
  AddRows(
      "volunteers", response.volunteers(), [](auto state) { return v1::Resident::State_Name(state); },
      [](const auto& count) { return std::pair(count.has_volunteers(), count.volunteers()); }, table);
  AddRows(
      "referrals", response.referrals(), [](auto state) { return v1::Referral::State_Name(state); },
      [](const auto& count) { return std::pair(count.has_referrals(), count.referrals()); }, table);
  AddRows(
      "matches", response.matches(), [](auto state) { return v1::Match::State_Name(state); },
      [](const auto& count) { return std::pair(count.has_matches(), count.matches()); }, table);
  return RenderTable(table, paint);
}

}  // namespace klik::cli
