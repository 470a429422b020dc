#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/import_lines.h"
#include "clients/cli/import_report.h"
#include "clients/cli/import_stream.h"
#include "clients/cli/render.h"

namespace klik::cli {
namespace {

constexpr std::string_view kStandardInput = "-";

struct Source {
  std::string name;
  std::istream* in = nullptr;
  // Absent for the standard input.
  std::unique_ptr<std::ifstream> file;
};

// All files are opened before anything is sent, so that a mistyped name costs nothing. Returns what is wrong, or "".
std::string Open(const Console& console, const std::vector<std::string>& files, std::vector<Source>& sources,
                 std::uint64_t& total_bytes) {
  bool sizes_known = true;
  total_bytes = 0;
  for (const std::string& name : files) {
    Source& source = sources.emplace_back();
    source.name = name == kStandardInput ? "standard input" : name;
    std::error_code error;
    if (name == kStandardInput) {
      source.in = &console.in;
      sizes_known = false;
      continue;
    }
    if (std::filesystem::is_directory(name, error)) return absl::StrCat("import: ", name, " is a directory");
    errno = 0;
    source.file = std::make_unique<std::ifstream>(name, std::ios::binary);
    if (!source.file->is_open()) return absl::StrCat("import: cannot open ", name, ": ", std::strerror(errno));
    source.in = source.file.get();
    // A pipe has no size.
    const std::uint64_t size =
        std::filesystem::is_regular_file(name, error) ? std::filesystem::file_size(name, error) : 0;
    if (error || size == 0) sizes_known = false;
    total_bytes += error ? 0 : size;
  }
  if (!sizes_known) total_bytes = 0;
  return "";
}

// Sends the files one after the other, over one stream.
class Sender {
 public:
  Sender(ImportStream& stream, ImportReport& report) : stream_(stream), report_(report) {}

  // False when the stream or the file broke off; then the others are not sent either.
  bool SendFile(Source& source) {
    report_.StartFile(source.name, line_ + 1);
    LineReader reader(*source.in);
    std::string text;
    for (;;) {
      const LineReader::Outcome outcome = reader.Next(text);
      if (outcome == LineReader::Outcome::kEnd) break;
      if (outcome == LineReader::Outcome::kFailed) {
        unreadable_ = source.name;
        return false;
      }
      ++line_;
      if (!SendLine(outcome, text)) return false;
      report_.Progress(bytes_ + reader.bytes_read(), ImportReport::Clock::now());
    }
    bytes_ += reader.bytes_read();
    return true;
  }

  // The file that could not be read to its end, or "".
  const std::string& unreadable() const { return unreadable_; }

 private:
  bool SendLine(LineReader::Outcome outcome, std::string_view text) {
    if (outcome == LineReader::Outcome::kTooLong) {
      report_.AddLocalFailure(line_, LineTooLong());
      return true;
    }
    if (IsBlank(text)) return true;
    if (auto error = ParseRecord(text, record_)) {
      report_.AddLocalFailure(line_, *std::move(error));
      return true;
    }
    return stream_.Send(line_, record_);
  }

  ImportStream& stream_;
  ImportReport& report_;
  v1::ImportRecord record_;
  // Of the last line read, counted over all files.
  std::int32_t line_ = 0;
  std::uint64_t bytes_ = 0;
  std::string unreadable_;
};

}  // namespace

int RunImport(const Session& session, const ImportOptions& options) {
  std::vector<Source> sources;
  std::uint64_t total_bytes = 0;
  const std::string problem = Open(session.console, options.files, sources, total_bytes);
  if (!problem.empty()) return WrongUsage(session.console, problem);

  ImportReport report(session.console, sources.size() > 1, session.json, total_bytes);
  ImportStream stream(session.channel, options.dry_run, [&](const v1::ImportResult& result) { report.Add(result); });
  Sender sender(stream, report);
  for (Source& source : sources) {
    if (!sender.SendFile(source)) break;
  }
  const grpc::Status status = stream.Finish();
  report.EndProgress();

  // Also after a broken stream: what the server did confirm is worth knowing.
  const ImportCounts counts = report.counts();
  int exit_code = counts.failed > 0 ? kExitFailed : kExitOk;
  if (session.json) {
    if (PrintJson(session, report.TakeResponse()) != kExitOk) exit_code = kExitFailed;
  } else {
    session.console.out << (options.dry_run ? "dry run: " : "") << Summary(counts, report.elapsed()) << "\n";
  }
  if (!sender.unreadable().empty()) {
    session.console.err << "klik: " << Printable(sender.unreadable()) << ": cannot be read to its end\n";
    exit_code = kExitFailed;
  }
  return status.ok() ? exit_code : Fail(session, status);
}

}  // namespace klik::cli
