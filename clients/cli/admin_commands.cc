#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/call.h"
#include "clients/cli/commands.h"
#include "clients/cli/fields.h"
#include "clients/cli/labels.h"
#include "clients/cli/render.h"
#include "klik/v1/admin_service.grpc.pb.h"

namespace klik::cli {
namespace {

std::string RankCell(std::int32_t rank) { return rank == 0 ? "-" : absl::StrCat(rank); }

// `+2` has risen two places.
std::string MoveCell(const v1::RankMove& move, Language language) {
  if (move.rank_before() == 0) return Pick(language, "nieuw", "new");
  if (move.rank_after() == 0) return Pick(language, "weg", "gone");
  if (move.rank_before() == move.rank_after()) return "=";
  return absl::StrFormat("%+d", move.rank_before() - move.rank_after());
}

std::string RenderChange(const v1::RankingChange& change, Language language, const Paint& paint) {
  Table table;
  table.columns = {{Pick(language, "Was", "Was"), Align::kRight},
                   {Pick(language, "Wordt", "Now"), Align::kRight},
                   {"", Align::kRight},
                   {Pick(language, "Wie", "Who")},
                   {Pick(language, "Soort", "Kind")},
                   {Pick(language, "Naam in Klik", "Name in Klik")}};
  for (const v1::RankMove& move : change.moves()) {
    table.rows.push_back({{RankCell(move.rank_before()), RankCell(move.rank_after()), MoveCell(move, language),
                           move.display_name(), Label(language, move.kind()), move.candidate()},
                          {}});
  }
  return absl::StrCat(paint.Bold(Printable(change.display_name())), " (", Printable(change.subject()), ")\n",
                      RenderTable(table, paint));
}

// Fails when a record is damaged.
int PrintReport(const Session& session, const v1::KeyReport& report) {
  if (session.json) {
    if (const int exit_code = PrintJson(session, report); exit_code != kExitOk) return exit_code;
  } else {
    session.console.out << RenderFields(report);
  }
  return report.damaged().empty() ? kExitOk : kExitFailed;
}

}  // namespace

int RunShowPolicy(const Session& session) {
  v1::GetPolicyRequest request;
  request.set_name("policies/current");
  v1::Policy policy;
  const grpc::Status status =
      Call<v1::AdminService>(session.channel, &v1::AdminService::StubInterface::GetPolicy, request, policy);
  if (!status.ok()) return Fail(session, status);
  // As JSON also for a reader: this is what a policy file looks like.
  policy.clear_name();
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = !session.json;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(policy, &json, options).ok()) {
    return Fail(session, grpc::Status(grpc::StatusCode::INTERNAL, "the policy does not go into JSON"));
  }
  session.console.out << json << (session.json ? "\n" : "");
  return kExitOk;
}

int RunTryPolicy(const Session& session, const TryPolicyOptions& options) {
  std::ifstream file(options.file, std::ios::binary);
  const std::string json{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) return WrongUsage(session.console, absl::StrCat(options.file, ": cannot be read"));
  v1::TryPolicyRequest request;
  const auto parsed = google::protobuf::util::JsonStringToMessage(json, request.mutable_policy());
  if (!parsed.ok()) {
    return Fail(session,
                grpc::Status(grpc::StatusCode::INVALID_ARGUMENT,
                             absl::StrCat(options.file, " is not JSON of a policy: ", std::string(parsed.message()))));
  }
  request.mutable_subjects()->Add(options.subjects.begin(), options.subjects.end());
  request.set_limit(options.limit);
  v1::TryPolicyResponse response;
  const grpc::Status status =
      Call<v1::AdminService>(session.channel, &v1::AdminService::StubInterface::TryPolicy, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  session.console.out << Pick(session.language, "Beleid ", "Policy ") << Printable(response.policy_version()) << " -> "
                      << Printable(response.tried_version()) << "\n";
  const Paint paint(session.console.colour);
  for (const v1::RankingChange& change : response.changes()) {
    session.console.out << "\n" << RenderChange(change, session.language, paint);
  }
  return kExitOk;
}

int RunCheckKeys(const Session& session) {
  v1::CheckKeysResponse response;
  const grpc::Status status = Call<v1::AdminService>(session.channel, &v1::AdminService::StubInterface::CheckKeys,
                                                     v1::CheckKeysRequest(), response);
  return status.ok() ? PrintReport(session, response.keys()) : Fail(session, status);
}

int RunRotateKey(const Session& session) {
  v1::RotateKeyResponse response;
  const grpc::Status status = Call<v1::AdminService>(session.channel, &v1::AdminService::StubInterface::RotateKey,
                                                     v1::RotateKeyRequest(), response);
  return status.ok() ? PrintReport(session, response.keys()) : Fail(session, status);
}

}  // namespace klik::cli
