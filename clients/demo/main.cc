// klik-demo-town: writes the demo municipality to standard output, for `klik import`.
#include <cstdio>
#include <iostream>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/demo/town.h"

namespace {

constexpr int kWrongUsage = 2;

std::string IsDate(const std::string& text) {
  absl::CivilDay day;
  return absl::ParseCivilTime(text, &day) ? "" : absl::StrCat("not a date YYYY-MM-DD: ", text);
}

}  // namespace

int main(int argc, char** argv) {
  klik::demo::TownOptions options;
  options.today = absl::ToCivilDay(absl::Now(), absl::LocalTimeZone());
  std::string today = absl::FormatCivilTime(options.today);

  CLI::App app("Writes a made-up municipality in the villages of Medemblik as JSON Lines for `klik import`.");
  const CLI::Range number(klik::demo::kFewestOfAKind, klik::demo::kMostOfAKind);
  app.add_option("--seed", options.seed, "The same seed gives the same town")->capture_default_str();
  app.add_option("--residents", options.residents)->check(number)->capture_default_str();
  app.add_option("--volunteers", options.volunteers)->check(number)->capture_default_str();
  app.add_option("--activities", options.activities)->check(number)->capture_default_str();
  app.add_option("--today", today, "The day the town is at, YYYY-MM-DD")->check(IsDate)->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kWrongUsage;
  }
  if (!absl::ParseCivilTime(today, &options.today)) return kWrongUsage;

  std::ios::sync_with_stdio(false);
  absl::Status status = klik::demo::WriteJsonLines(klik::demo::MakeTown(options), std::cout);
  std::cout.flush();
  if (status.ok() && !std::cout.good()) status = absl::DataLossError("the output cannot be written");
  if (status.ok()) return 0;
  std::cerr << "klik-demo-town: " << std::string(status.message()) << "\n";
  return 1;
}
