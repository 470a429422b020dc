#include "clients/cli/referral_commands.h"

#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "clients/cli/call.h"
#include "clients/cli/fields.h"
#include "clients/cli/labels.h"
#include "clients/cli/pages.h"
#include "clients/cli/render.h"
#include "google/protobuf/util/time_util.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "klik/v1/referral_service.grpc.pb.h"

namespace klik::cli {
namespace {

using Stub = v1::ReferralService::StubInterface;

int Print(const Session& session, const grpc::Status& status, const v1::Referral& referral) {
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, referral);
  session.console.out << RenderFields(referral);
  return kExitOk;
}

template <typename Request>
int Move(const Session& session, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Referral*),
         const Request& request) {
  v1::Referral referral;
  const grpc::Status status = Call<v1::ReferralService>(session.channel, method, request, referral);
  return Print(session, status, referral);
}

template <typename Request>
Request WithReason(const ReferralOptions& options) {
  Request request;
  request.set_name(options.name);
  request.set_reason(options.reason);
  return request;
}

std::string ReadAll(const Session& session, const std::string& name, bool& is_read) {
  std::ifstream file;
  if (name != "-") file.open(name, std::ios::binary);
  std::istream& in = name == "-" ? session.console.in : file;
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  is_read = name == "-" ? !in.bad() : static_cast<bool>(file);
  return text;
}

std::string DayOf(const google::protobuf::Timestamp& time) {
  constexpr std::size_t kDayCharacters = 10;
  return google::protobuf::util::TimeUtil::ToString(time).substr(0, kDayCharacters);
}

std::string Mark(bool alike, Language language) { return alike ? Pick(language, "ja", "yes") : "-"; }

std::string Describe(v1::CheckCapacityResponse::Capacity capacity, Language language) {
  switch (capacity) {
    case v1::CheckCapacityResponse::NONE:
      return Pick(language, "niemand", "nobody");
    case v1::CheckCapacityResponse::FEW:
      return Pick(language, "een paar (minder dan 5)", "a few (under 5)");
    case v1::CheckCapacityResponse::SEVERAL:
      return Pick(language, "meer (5 of meer)", "several (5 or more)");
    default:
      return "?";
  }
}

std::string Render(const v1::CheckCapacityResponse& response, Language language) {
  std::string text =
      absl::StrCat(Pick(language, "Samen: ", "Together: "), Describe(response.capacity(), language), "\n",
                   Pick(language, "Vrijwilligers: ", "Volunteers: "), Describe(response.volunteers(), language), "\n",
                   Pick(language, "Activiteiten: ", "Activities: "), Describe(response.activities(), language), "\n");
  if (!response.has_expected_wait_days()) return text;
  return absl::StrCat(text,
                      Pick(language, "Tot de kennismaking duurt het meestal ", "Until people meet it usually takes "),
                      response.expected_wait_days(), Pick(language, " dagen", " days"), "\n");
}

}  // namespace

int RunRefer(const Session& session, const ReferOptions& options) {
  bool is_read = false;
  const std::string json = ReadAll(session, options.file, is_read);
  if (!is_read) return WrongUsage(session.console, absl::StrCat(options.file, ": cannot be read"));
  v1::SubmitReferralRequest request;
  request.set_validate_only(options.dry_run);
  // What the parser says may repeat what somebody wrote of a person.
  if (!google::protobuf::util::JsonStringToMessage(json, request.mutable_referral()).ok()) {
    return Fail(session, grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, options.file + " is not JSON of a referral"));
  }
  return Move(session, &Stub::SubmitReferral, request);
}

int RunListReferrals(const Session& session, const std::vector<v1::Referral::State>& states) {
  v1::ListReferralsResponse all;
  const auto fetch = [&](const v1::ListReferralsRequest& page_request, v1::ListReferralsResponse& page) {
    v1::ListReferralsRequest request = page_request;
    for (const v1::Referral::State state : states) request.add_states(state);
    return Call<v1::ReferralService>(session.channel, &Stub::ListReferrals, request, page);
  };
  const grpc::Status status = FetchAllPages<v1::ListReferralsRequest>(fetch, all);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, all);
  Table table;
  table.columns = {{"name"},      {"external_id"},        {"since"}, {"urgency"}, {"state"},
                   {"next_step"}, {"wait", Align::kRight}};
  for (const v1::Referral& referral : all.referrals()) {
    const std::string wait = referral.has_expected_wait_days() ? absl::StrCat(referral.expected_wait_days()) : "";
    table.rows.push_back({{referral.name(), referral.external_id(), DayOf(referral.create_time()),
                           v1::Referral::Urgency_Name(referral.urgency()), v1::Referral::State_Name(referral.state()),
                           v1::Referral::NextStep_Name(referral.next_step()), wait},
                          {}});
  }
  session.console.out << RenderTable(table, Paint(session.console.colour));
  return kExitOk;
}

int RunAcceptReferral(const Session& session, const ReferralOptions& options) {
  v1::AcceptReferralRequest request;
  request.set_name(options.name);
  request.set_resident(options.resident);
  request.set_new_resident(options.is_new_resident);
  return Move(session, &Stub::AcceptReferral, request);
}

int RunRejectReferral(const Session& session, const ReferralOptions& options) {
  return Move(session, &Stub::RejectReferral, WithReason<v1::RejectReferralRequest>(options));
}

int RunHoldReferral(const Session& session, const ReferralOptions& options) {
  return Move(session, &Stub::HoldReferral, WithReason<v1::HoldReferralRequest>(options));
}

int RunResumeReferral(const Session& session, const ReferralOptions& options) {
  v1::ResumeReferralRequest request;
  request.set_name(options.name);
  return Move(session, &Stub::ResumeReferral, request);
}

int RunCancelReferral(const Session& session, const ReferralOptions& options) {
  return Move(session, &Stub::CancelReferral, WithReason<v1::CancelReferralRequest>(options));
}

int RunCompleteReferral(const Session& session, const ReferralOptions& options) {
  return Move(session, &Stub::CompleteReferral, WithReason<v1::CompleteReferralRequest>(options));
}

int RunListDuplicates(const Session& session, const ReferralOptions& options) {
  v1::SearchDuplicatesRequest request;
  request.set_name(options.name);
  v1::SearchDuplicatesResponse response;
  const grpc::Status status = Call<v1::ReferralService>(session.channel, &Stub::SearchDuplicates, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  const Language language = session.language;
  Table table;
  table.columns = {{Pick(language, "Wie", "Who")},
                   {Pick(language, "Geboren", "Born"), Align::kRight},
                   {Pick(language, "Plaats", "Place")},
                   {Pick(language, "Naam gelijk", "Same name")},
                   {Pick(language, "Jaar gelijk", "Same year")},
                   {Pick(language, "Plaats gelijk", "Same place")},
                   {Pick(language, "Naam in Klik", "Name in Klik")}};
  for (const v1::PossibleDuplicate& duplicate : response.duplicates()) {
    const std::string born = duplicate.birth_year() == 0 ? "" : absl::StrCat(duplicate.birth_year());
    table.rows.push_back(
        {{duplicate.display_name(), born, duplicate.settlement(), Mark(duplicate.same_name(), language),
          Mark(duplicate.same_birth_year(), language), Mark(duplicate.same_place(), language), duplicate.resident()},
         {}});
  }
  session.console.out << RenderTable(table, Paint(session.console.colour));
  return kExitOk;
}

int RunCheckCapacity(const Session& session, const CapacityOptions& options) {
  v1::CheckCapacityRequest request;
  request.set_settlement(options.settlement);
  request.set_postcode(options.postcode);
  request.set_age_decade(options.age_decade);
  request.mutable_languages()->Add(options.languages.begin(), options.languages.end());
  request.mutable_topics()->Add(options.topics.begin(), options.topics.end());
  v1::CheckCapacityResponse response;
  const grpc::Status status =
      Call<v1::MatchingService>(session.channel, &v1::MatchingService::StubInterface::CheckCapacity, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  session.console.out << Render(response, session.language);
  return kExitOk;
}

}  // namespace klik::cli
