#include "clients/cli/import_report.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/errors.h"
#include "clients/cli/render.h"

namespace klik::cli {
namespace {

constexpr std::chrono::milliseconds kRedrawInterval{100};
constexpr std::uint64_t kBarCells = 20;

double PerSecond(std::int64_t records, std::chrono::duration<double> elapsed) {
  return elapsed.count() > 0.0 ? static_cast<double>(records) / elapsed.count() : 0.0;
}

}  // namespace

std::string LineNumbers::Where(std::int32_t line, bool name_files) const {
  const auto after = std::upper_bound(files_.begin(), files_.end(), line,
                                      [](std::int32_t number, const File& file) { return number < file.first_line; });
  // A server that answers about a line it never got still gets its error shown.
  if (after == files_.begin()) return absl::StrCat("line ", line);
  const File& file = *std::prev(after);
  const std::int32_t number = line - file.first_line + 1;
  return name_files ? absl::StrCat(Printable(file.name), ":", number) : absl::StrCat("line ", number);
}

std::string Summary(const ImportCounts& counts, std::chrono::duration<double> elapsed) {
  return absl::StrFormat("created %d, updated %d, unchanged %d, failed %d: %d records in %.1f s, %.0f per second",
                         counts.created, counts.updated, counts.unchanged, counts.failed, counts.total(),
                         elapsed.count(), PerSecond(counts.total(), elapsed));
}

std::string ProgressLine(std::uint64_t bytes, std::uint64_t total_bytes, std::int64_t records,
                         std::chrono::duration<double> elapsed) {
  std::string bar;
  if (total_bytes > 0) {
    const std::uint64_t filled = std::min(kBarCells, bytes * kBarCells / total_bytes);
    bar = absl::StrCat("[", std::string(filled, '#'), std::string(kBarCells - filled, '-'), "] ");
  }
  return absl::StrFormat("%s%d records, %.0f per second", bar, records, PerSecond(records, elapsed));
}

void ImportReport::StartFile(std::string name, std::int32_t first_line) {
  const std::lock_guard lock(mutex_);
  lines_.StartFile(std::move(name), first_line);
}

void ImportReport::Add(const v1::ImportResult& result) {
  const std::lock_guard lock(mutex_);
  if (keep_results_) *response_.add_results() = result;
  switch (result.outcome()) {
    case v1::ImportResult::CREATED:
      ++counts_.created;
      return;
    case v1::ImportResult::UPDATED:
      ++counts_.updated;
      return;
    case v1::ImportResult::UNCHANGED:
      ++counts_.unchanged;
      return;
    default:
      // Also an outcome that this client does not know: it cannot vouch for that line.
      ++counts_.failed;
      EraseBar();
      console_.err << "klik: " << lines_.Where(result.line(), name_files_) << ": " << DescribeError(result.error())
                   << "\n";
  }
}

void ImportReport::AddLocalFailure(std::int32_t line, v1::ImportError error) {
  v1::ImportResult result;
  result.set_line(line);
  result.set_outcome(v1::ImportResult::FAILED);
  *result.mutable_error() = std::move(error);
  Add(result);
}

void ImportReport::Progress(std::uint64_t bytes, Clock::time_point now) {
  if (!console_.progress) return;
  const std::lock_guard lock(mutex_);
  if (now - last_drawn_ < kRedrawInterval) return;
  last_drawn_ = now;
  EraseBar();
  console_.err << ProgressLine(bytes, total_bytes_, counts_.total(), now - start_) << std::flush;
  bar_drawn_ = true;
}

void ImportReport::EndProgress() {
  const std::lock_guard lock(mutex_);
  EraseBar();
}

ImportCounts ImportReport::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

v1::ImportRecordsResponse ImportReport::TakeResponse() {
  const std::lock_guard lock(mutex_);
  std::stable_sort(
      response_.mutable_results()->pointer_begin(), response_.mutable_results()->pointer_end(),
      [](const v1::ImportResult* left, const v1::ImportResult* right) { return left->line() < right->line(); });
  return std::move(response_);
}

void ImportReport::EraseBar() {
  if (!bar_drawn_) return;
  console_.err << "\r\033[K" << std::flush;
  bar_drawn_ = false;
}

}  // namespace klik::cli
