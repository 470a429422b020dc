// The commands. Each one makes its calls, writes its answer and returns the exit code of the process.
#ifndef KLIK_CLIENTS_CLI_COMMANDS_H_
#define KLIK_CLIENTS_CLI_COMMANDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "clients/cli/session.h"
#include "klik/v1/matching_service.pb.h"
#include "klik/v1/work_service.pb.h"

namespace klik::cli {

struct ImportOptions {
  // `-` is the standard input.
  std::vector<std::string> files;
  bool dry_run = false;
};

struct MatchOptions {
  std::string subject;
  // Empty: every kind that fits the subject.
  std::vector<v1::CandidateKind> kinds;
  // 0: the server's default.
  std::int32_t limit = 0;
  bool excluded = false;
};

struct TriadOptions {
  std::string resident;
  // Empty: what suits the resident best.
  std::string activity;
  // 0: the server's default.
  std::int32_t limit = 0;
  bool excluded = false;
};

struct CircleOptions {
  // Empty: any.
  std::vector<std::string> topics;
  std::vector<std::string> settlements;
  // 0: the server's default.
  std::int32_t min_size = 0;
  std::int32_t max_size = 0;
  std::int32_t limit = 0;
};

struct WorkOptions {
  // Empty: all.
  std::vector<v1::WorkItem::Kind> kinds;
  // 0: the server's default.
  std::int32_t limit = 0;
};

struct TryPolicyOptions {
  // JSON of a policy.
  std::string file;
  std::vector<std::string> subjects;
  // 0: the server's default.
  std::int32_t limit = 0;
};

struct EraseOptions {
  std::string name;
  // Whoever means it says so.
  bool yes = false;
};

struct VerifyAuditOptions {
  // `auditEntries/{number}` and its hash, as an earlier answer said; both empty when nothing was noted.
  std::string noted_entry;
  std::string noted_hash;
};

struct ListAuditOptions {
  // Empty: anybody's.
  std::string subject;
  std::string account;
  // 0: the server's default.
  std::int32_t limit = 0;
};

struct RecordOutcomeOptions {
  std::string resident;
  // One of Instruments().
  std::string instrument;
  std::string date;
  // As ReadAnswers takes them.
  std::string answers;
  bool dry_run = false;
};

struct SummariseOutcomesOptions {
  // One of Instruments().
  std::string instrument;
  // Empty: no bound.
  std::string first_date;
  std::string last_date;
};

struct WatchOptions {
  // Of the last message that is known already; 0: everything first.
  std::int64_t after = 0;
};

int RunImport(const Session& session, const ImportOptions& options);
int RunMatch(const Session& session, const MatchOptions& options);
int RunExplain(const Session& session, const std::string& subject, const std::string& candidate);
int RunTriads(const Session& session, const TriadOptions& options);
int RunCircles(const Session& session, const CircleOptions& options);
int RunWork(const Session& session, const WorkOptions& options);
int RunCounts(const Session& session);
int RunGet(const Session& session, const std::string& name);
int RunList(const Session& session, const std::string& collection);
int RunRecordOutcome(const Session& session, const RecordOutcomeOptions& options);
int RunListOutcomes(const Session& session, const std::string& resident);
int RunSummariseOutcomes(const Session& session, const SummariseOutcomesOptions& options);
int RunErase(const Session& session, const EraseOptions& options);
int RunStatus(const Session& session);
int RunShowPolicy(const Session& session);
int RunVerifyAudit(const Session& session, const VerifyAuditOptions& options);
int RunListAudit(const Session& session, const ListAuditOptions& options);
int RunWatch(const Session& session, const WatchOptions& options);
int RunTryPolicy(const Session& session, const TryPolicyOptions& options);
int RunCheckKeys(const Session& session);
int RunRotateKey(const Session& session);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_COMMANDS_H_
