#include <google/protobuf/repeated_field.h>
#include <google/protobuf/util/time_util.h>

#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "clients/cli/account_commands.h"
#include "clients/cli/call.h"
#include "clients/cli/pages.h"
#include "clients/cli/prompt.h"
#include "clients/cli/render.h"
#include "klik/v1/session_service.grpc.pb.h"

namespace klik::cli {
namespace {

using Stub = v1::SessionService::StubInterface;
using google::protobuf::util::TimeUtil;

constexpr int kAttemptBytes = 32;

std::string Say(const Session& session, std::string_view dutch, std::string_view english) {
  return Pick(session.language, dutch, english);
}

// What a link ends with, or the invitation itself.
std::string InvitationIn(const std::string& link) {
  const std::size_t hash = link.rfind('#');
  return hash == std::string::npos ? link : link.substr(hash + 1);
}

void PrintCodes(const Session& session, const google::protobuf::RepeatedPtrField<std::string>& codes) {
  session.console.out << Say(session,
                             "Herstelcodes. Bewaar ze op een veilige plek; elke code werkt één keer, als u uw telefoon "
                             "niet hebt:\n",
                             "Recovery codes. Keep them in a safe place; each works once, when you do not have your "
                             "telephone:\n");
  for (const std::string& code : codes) session.console.out << "  " << Printable(code) << "\n";
}

int Stay(const Session& session, const std::string& token, const v1::Session& started) {
  if (!session.file.Keep(session.server, token)) {
    session.console.err << "klik: " << Say(session, "de sessie kan niet worden bewaard", "the session cannot be kept")
                        << "\n";
    return kExitFailed;
  }
  if (!session.json) {
    session.console.out << Say(session, "Aangemeld, uiterlijk tot ", "Signed in, at the latest until ")
                        << TimeUtil::ToString(started.expire_time()) << "\n";
  }
  return kExitOk;
}

// The server has it now; nobody is to find it on a screen or in a file by mistake.
template <typename Response>
Response WithoutToken(Response response) {
  response.clear_token();
  return response;
}

int FirstStart(const Session& session, const LoginOptions& options) {
  v1::PrepareFirstStartRequest prepare;
  prepare.set_invitation(InvitationIn(options.first_start));
  v1::PrepareFirstStartResponse prepared;
  grpc::Status status = Call<v1::SessionService>(session.channel, &Stub::PrepareFirstStart, prepare, prepared);
  if (!status.ok()) return Fail(session, status);
  std::ostream& err = session.console.err;
  err << Say(session, "Zet deze sleutel in een app voor codes, zoals Aegis of Google Authenticator:\n",
             "Put this key into an app for codes, such as Aegis or Google Authenticator:\n")
      << "  " << Printable(prepared.totp_secret()) << "\n  " << Printable(prepared.totp_uri()) << "\n";
  v1::CompleteFirstStartRequest complete;
  complete.set_invitation(prepare.invitation());
  if (prepared.user_name().empty()) {
    complete.set_user_name(options.user.empty()
                               ? Ask(session.console, Say(session, "Kies een gebruikersnaam:", "Choose a user name:"))
                               : options.user);
  }
  complete.set_password(AskSecret(session.console, Say(session, "Kies een wachtwoord van 12 tekens of meer:",
                                                       "Choose a password of 12 characters or more:")));
  const std::string again = AskSecret(session.console, Say(session, "Nog een keer:", "Once more:"));
  if (again != complete.password()) {
    err << "klik: " << Say(session, "de wachtwoorden zijn niet gelijk", "the passwords are not the same") << "\n";
    return kExitFailed;
  }
  complete.set_code(
      AskSecret(session.console, Say(session, "Code van zes cijfers uit de app:", "Code of six digits of the app:")));
  v1::CompleteFirstStartResponse response;
  status = Call<v1::SessionService>(session.channel, &Stub::CompleteFirstStart, complete, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) {
    if (const int exit_code = PrintJson(session, WithoutToken(response)); exit_code != kExitOk) return exit_code;
  } else {
    PrintCodes(session, response.recovery_codes());
  }
  return Stay(session, response.token(), response.session());
}

// What proves again that it is oneself.
template <typename Request>
void AskProof(const Session& session, Request& request) {
  request.set_password(AskSecret(session.console, Say(session, "Wachtwoord:", "Password:")));
  request.set_code(AskSecret(session.console, Say(session, "Code uit de app:", "Code of the app:")));
}

// `a%20b` as `a b`.
std::string PercentDecoded(const std::string& text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '%' && i + 2 < text.size() &&
                         absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 1])) &&
                         absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 2]));
    decoded += escaped ? absl::HexStringToBytes(text.substr(i + 1, 2)) : text.substr(i, 1);
    if (escaped) i += 2;
  }
  return decoded;
}

// 32 random bytes, as StartOidcSignIn wants them.
std::string NewAttempt() {
  std::random_device random;
  std::string bytes;
  for (int i = 0; i < kAttemptBytes; ++i) bytes += static_cast<char>(random() & 0xFF);
  std::string attempt;
  absl::WebSafeBase64Escape(bytes, &attempt);
  return attempt;
}

// Of the query of an address, as it stands there; empty: it has none.
std::string ParameterIn(const std::string& address, const std::string& name) {
  const std::size_t query = address.find('?');
  if (query == std::string::npos) return "";
  for (const std::string& part :
       std::vector<std::string>(absl::StrSplit(address.substr(query + 1), absl::ByAnyChar("&#")))) {
    if (part.starts_with(name + "=")) return PercentDecoded(part.substr(name.size() + 1));
  }
  return "";
}

int BrowserLogin(const Session& session) {
  v1::StartOidcSignInRequest start;
  start.set_attempt(NewAttempt());
  v1::StartOidcSignInResponse started;
  grpc::Status status = Call<v1::SessionService>(session.channel, &Stub::StartOidcSignIn, start, started);
  if (!status.ok()) return Fail(session, status);
  session.console.err << Say(session, "Open dit adres in een browser en meld u aan:\n",
                             "Open this address in a browser and sign in:\n")
                      << "  " << Printable(started.authorization_url()) << "\n";
  const std::string address = AskSecret(session.console, Say(session, "Plak hier het adres waar de browser op uitkomt:",
                                                             "Paste the address here that the browser ends at:"));
  v1::CompleteOidcSignInRequest complete;
  complete.set_code(ParameterIn(address, "code"));
  complete.set_state(ParameterIn(address, "state"));
  complete.set_attempt(start.attempt());
  if (complete.code().empty()) {
    session.console.err << "klik: " << Say(session, "in dat adres staat geen code", "there is no code in that address")
                        << "\n";
    return kExitFailed;
  }
  v1::CompleteOidcSignInResponse response;
  status = Call<v1::SessionService>(session.channel, &Stub::CompleteOidcSignIn, complete, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) {
    if (const int exit_code = PrintJson(session, WithoutToken(response)); exit_code != kExitOk) return exit_code;
  }
  return Stay(session, response.token(), response.session());
}

}  // namespace

int RunLogin(const Session& session, const LoginOptions& options) {
  if (!options.first_start.empty()) return FirstStart(session, options);
  if (options.browser) return BrowserLogin(session);
  v1::SignInRequest request;
  request.set_user_name(options.user.empty() ? Ask(session.console, Say(session, "Gebruikersnaam:", "User name:"))
                                             : options.user);
  AskProof(session, request);
  v1::SignInResponse response;
  const grpc::Status status = Call<v1::SessionService>(session.channel, &Stub::SignIn, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) {
    if (const int exit_code = PrintJson(session, WithoutToken(response)); exit_code != kExitOk) return exit_code;
  }
  return Stay(session, response.token(), response.session());
}

int RunLogout(const Session& session) {
  v1::SignOutResponse response;
  const grpc::Status status = Call<v1::SessionService>(session.channel, &Stub::SignOut, v1::SignOutRequest(), response);
  // A session that the server does not know any more is over too.
  const bool over = status.ok() || status.error_code() == grpc::StatusCode::UNAUTHENTICATED;
  if (!over) return Fail(session, status);
  session.file.Keep(session.server, "");
  if (session.json) return PrintJson(session, response);
  session.console.out << Say(session, "Afgemeld", "Signed out") << "\n";
  return kExitOk;
}

int RunChangePassword(const Session& session) {
  v1::ChangePasswordRequest request;
  AskProof(session, request);
  request.set_new_password(AskSecret(session.console, Say(session, "Nieuw wachtwoord:", "New password:")));
  const std::string again = AskSecret(session.console, Say(session, "Nog een keer:", "Once more:"));
  if (again != request.new_password()) {
    session.console.err << "klik: "
                        << Say(session, "de wachtwoorden zijn niet gelijk", "the passwords are not the same") << "\n";
    return kExitFailed;
  }
  v1::ChangePasswordResponse response;
  const grpc::Status status = Call<v1::SessionService>(session.channel, &Stub::ChangePassword, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  session.console.out << Say(session, "Het wachtwoord is gewijzigd; uw andere sessies zijn beëindigd",
                             "The password has been changed; your other sessions have ended")
                      << "\n";
  return kExitOk;
}

int RunRenewRecoveryCodes(const Session& session) {
  v1::RenewRecoveryCodesRequest request;
  AskProof(session, request);
  v1::RenewRecoveryCodesResponse response;
  const grpc::Status status = Call<v1::SessionService>(session.channel, &Stub::RenewRecoveryCodes, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  PrintCodes(session, response.recovery_codes());
  return kExitOk;
}

int RunListSessions(const Session& session) {
  v1::ListSessionsResponse all;
  const grpc::Status status = FetchAllPages<v1::ListSessionsRequest>(
      [&](const v1::ListSessionsRequest& request, v1::ListSessionsResponse& page) {
        return Call<v1::SessionService>(session.channel, &Stub::ListSessions, request, page);
      },
      all);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, all);
  Table table;
  table.columns = {{"name"}, {"create_time"}, {"last_used_time"}, {"current"}};
  for (const v1::Session& one : all.sessions()) {
    table.rows.push_back({{one.name(), TimeUtil::ToString(one.create_time()), TimeUtil::ToString(one.last_used_time()),
                           one.current() ? "*" : ""},
                          {}});
  }
  session.console.out << RenderTable(table, Paint(session.console.colour));
  return kExitOk;
}

int RunEndSession(const Session& session, const std::string& name) {
  v1::EndSessionRequest request;
  request.set_session(name);
  v1::EndSessionResponse response;
  const grpc::Status status = Call<v1::SessionService>(session.channel, &Stub::EndSession, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  session.console.out << Say(session, "De sessie is beëindigd", "The session has ended") << "\n";
  return kExitOk;
}

}  // namespace klik::cli
