// What an import tells: errors as they come, how far it is, and what came of it.
//
// Thread-safe: the sending and the reading thread both report.
#ifndef KLIK_CLIENTS_CLI_IMPORT_REPORT_H_
#define KLIK_CLIENTS_CLI_IMPORT_REPORT_H_

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "clients/cli/session.h"
#include "klik/v1/transfer_service.pb.h"

namespace klik::cli {

// From the running number of a line over all files to the place a person looks for.
class LineNumbers {
 public:
  // The lines from `first_line` on are of this file.
  void StartFile(std::string name, std::int32_t first_line) { files_.push_back({std::move(name), first_line}); }

  // `line 7`, or `people.jsonl:7` when `name_files`. The line must be one of a file.
  std::string Where(std::int32_t line, bool name_files) const;

 private:
  struct File {
    std::string name;
    std::int32_t first_line;
  };
  std::vector<File> files_;
};

struct ImportCounts {
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;
  std::int64_t failed = 0;

  std::int64_t total() const { return created + updated + unchanged + failed; }
};

// `created 3, updated 0, unchanged 1, failed 0: 4 records in 0.5 s, 8 per second`.
std::string Summary(const ImportCounts& counts, std::chrono::duration<double> elapsed);

// `[#####---------------] 1200 records, 2400 per second`; without a bar when `total_bytes` is 0: not known.
std::string ProgressLine(std::uint64_t bytes, std::uint64_t total_bytes, std::int64_t records,
                         std::chrono::duration<double> elapsed);

class ImportReport {
 public:
  using Clock = std::chrono::steady_clock;

  // `total_bytes` of all files, 0 when not known. `keep_results` for Response.
  ImportReport(const Console& console, bool name_files, bool keep_results, std::uint64_t total_bytes)
      : console_(console), name_files_(name_files), keep_results_(keep_results), total_bytes_(total_bytes) {}

  void StartFile(std::string name, std::int32_t first_line);
  // Counts a result, and writes its line when it failed.
  void Add(const v1::ImportResult& result);
  // A line that never went to the server.
  void AddLocalFailure(std::int32_t line, v1::ImportError error);
  // Draws the progress bar again, a few times a second at most.
  void Progress(std::uint64_t bytes, Clock::time_point now);
  // Takes the progress bar away.
  void EndProgress();

  ImportCounts counts() const;
  std::chrono::duration<double> elapsed() const { return Clock::now() - start_; }
  // All results in order of line. Once, at the end.
  v1::ImportRecordsResponse TakeResponse();

 private:
  void EraseBar();

  const Console& console_;
  const bool name_files_;
  const bool keep_results_;
  const std::uint64_t total_bytes_;
  const Clock::time_point start_ = Clock::now();

  mutable std::mutex mutex_;
  // What follows is guarded by mutex_, and so is console_.err while the import runs.
  LineNumbers lines_;
  ImportCounts counts_;
  v1::ImportRecordsResponse response_;
  Clock::time_point last_drawn_ = start_;
  bool bar_drawn_ = false;
};

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_IMPORT_REPORT_H_
