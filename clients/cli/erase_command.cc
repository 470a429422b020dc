#include <string>
#include <string_view>

#include "clients/cli/call.h"
#include "clients/cli/commands.h"
#include "clients/cli/render.h"
#include "google/protobuf/util/time_util.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"

namespace klik::cli {
namespace {

constexpr std::string_view kExternal = "ext:";

template <typename Service, typename Request>
grpc::Status EraseOne(grpc::Status (Service::StubInterface::*method)(grpc::ClientContext*, const Request&,
                                                                     v1::ErasureCertificate*),
                      const Session& session, const std::string& name, v1::ErasureCertificate& certificate) {
  Request request;
  request.set_name(name);
  return Call<Service>(session.channel, method, request, certificate);
}

std::string Render(const v1::ErasureCertificate& certificate, Language language) {
  std::string text = Pick(language, "Voorgoed gewist: ", "Erased for good: ") + Printable(certificate.name()) + "\n";
  for (const auto& erased : certificate.erased()) {
    text += "  " + Printable(erased.collection()) + ": " + std::to_string(erased.records()) + "\n";
  }
  text += Pick(language, "De sleutel is vernietigd op ", "The key was destroyed at ") +
          google::protobuf::util::TimeUtil::ToString(certificate.erase_time()) + "\n";
  text += Pick(language, "Daarna doorzocht: ", "Searched afterwards: ") + std::to_string(certificate.searched_files()) +
          Pick(language, " bestanden, ", " files, ") + std::to_string(certificate.searched_kib()) + " KiB; " +
          Pick(language, "gevonden: ", "found: ") + std::to_string(certificate.hits()) + "\n";
  return text;
}

}  // namespace

int RunErase(const Session& session, const EraseOptions& options) {
  const std::string& name = options.name;
  const bool external = name.starts_with(kExternal);
  const bool volunteer = name.starts_with("volunteers/");
  if (!external && !volunteer && !name.starts_with("residents/")) {
    return WrongUsage(session.console, "erase: neither a resident nor a volunteer: " + name);
  }
  if (!options.yes) {
    return WrongUsage(session.console, "erase: nobody can undo this; say --yes when you mean " + name);
  }
  v1::ErasureCertificate certificate;
  grpc::Status status(grpc::StatusCode::NOT_FOUND, "");
  if (!volunteer) {
    status =
        EraseOne<v1::ResidentService>(&v1::ResidentService::StubInterface::EraseResident, session, name, certificate);
  }
  // An external id does not tell its kind.
  if (volunteer || (external && status.error_code() == grpc::StatusCode::NOT_FOUND)) {
    status = EraseOne<v1::VolunteerService>(&v1::VolunteerService::StubInterface::EraseVolunteer, session, name,
                                            certificate);
  }
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, certificate);
  session.console.out << Render(certificate, session.language);
  return kExitOk;
}

}  // namespace klik::cli
