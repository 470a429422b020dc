#include "tests/e2e/client.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

#include <cstdint>
#include <random>

#include "absl/strings/str_format.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace klik::testing {

std::shared_ptr<grpc::Channel> Connect(const std::string& address, const Credentials& credentials) {
  // All profiles of a test fit in one page, and a page in one message.
  constexpr int kResponseBytesMax = 64 * 1024 * 1024;
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(kResponseBytesMax);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

v1::Resident ValidResident() {
  v1::Resident resident;
  resident.set_municipality("GM0420");
  resident.set_display_name("Mevrouw De Boer");
  resident.set_birth_year(1950);
  resident.mutable_place()->set_postcode("1693");
  resident.mutable_place()->set_settlement("Wervershoof");
  v1::Availability::Window& window = *resident.mutable_availability()->add_windows();
  window.set_weekday(v1::Availability::TUESDAY);
  window.set_start_time("10:00");
  window.set_end_time("12:00");
  window.set_weeks(v1::Availability::EVERY);
  return resident;
}

std::string NewRequestId() {
  thread_local std::mt19937_64 random(std::random_device{}());
  const std::uint64_t high = random();
  const std::uint64_t low = random();
  return absl::StrFormat("%08x-%04x-4%03x-8%03x-%012x", high >> 32, high >> 16 & 0xffff, high & 0xfff,
                         low >> 48 & 0xfff, low & 0xffffffffffff);
}

grpc::Status CheckHealth(const std::string& address, const Credentials& credentials) {
  const std::unique_ptr<grpc::health::v1::Health::Stub> stub =
      grpc::health::v1::Health::NewStub(Connect(address, credentials));
  grpc::health::v1::HealthCheckResponse response;
  const grpc::Status status =
      Call(*stub, &grpc::health::v1::Health::Stub::Check, grpc::health::v1::HealthCheckRequest(), &response);
  if (status.ok() && response.status() != grpc::health::v1::HealthCheckResponse::SERVING) {
    return {grpc::StatusCode::UNAVAILABLE, "not SERVING"};
  }
  return status;
}

}  // namespace klik::testing
