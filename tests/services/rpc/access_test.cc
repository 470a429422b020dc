// Nobody gets in unauthenticated: every method there is, so that one that is added is tried too.
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/transfer_service.grpc.pb.h"
#include "services/rpc/convert/resources.h"
#include "tests/services/rpc/test_server.h"

namespace klik::services {
namespace {

// `/klik.v1.ResidentService/GetResident`, of all services of the package.
std::vector<std::string> AllMethods() {
  std::vector<std::string> methods;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const char* name : {"resident", "volunteer", "activity", "organisation", "match", "exclusion", "matching",
                           "taxonomy", "transfer", "account", "admin", "referral"}) {
    const auto* file = pool->FindFileByName("klik/v1/" + std::string(name) + "_service.proto");
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        const auto* method = file->service(i)->method(j);
        methods.push_back("/" + file->service(i)->full_name() + "/" + method->name());
      }
    }
  }
  return methods;
}

// One empty message, whatever the method takes.
grpc::Status CallEmpty(testing::TestServer& server, const std::string& method) {
  grpc::GenericStub stub(server.channel());
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, method, &queue);
  grpc::Status status;
  void* tag = nullptr;
  bool ok = false;
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  const grpc::Slice nothing("");
  call->WriteLast(grpc::ByteBuffer(&nothing, 1), grpc::WriteOptions(), nullptr);
  queue.Next(&tag, &ok);
  // The status comes behind the last answer; of a stream that goes on, the first tells enough.
  grpc::ByteBuffer answer;
  call->Read(&answer, nullptr);
  queue.Next(&tag, &ok);
  if (ok) context.TryCancel();
  while (ok) {
    call->Read(&answer, nullptr);
    queue.Next(&tag, &ok);
  }
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  queue.Shutdown();
  return status;
}

TEST(AccessTest, EveryMethodAsksWhoIsCalling) {
  testing::TestServer closed(/*dev_open=*/false);
  testing::TestServer open;
  const std::vector<std::string> methods = AllMethods();
  EXPECT_GE(methods.size(), 36U);
  for (const std::string& method : methods) {
    EXPECT_EQ(CallEmpty(closed, method).error_code(), grpc::UNAUTHENTICATED) << method;
    EXPECT_NE(CallEmpty(open, method).error_code(), grpc::UNIMPLEMENTED) << method;
  }
}

TEST(AccessTest, WhoIsCallingComesBeforeWhatIsAsked) {
  testing::TestServer closed(/*dev_open=*/false);
  const auto residents = closed.Stub<v1::ResidentService>();
  v1::GetResidentRequest request;
  request.set_name("not a name");
  const auto got = testing::Call(*residents, &v1::ResidentService::Stub::GetResident, request);
  EXPECT_EQ(got.status.error_code(), grpc::UNAUTHENTICATED);
  EXPECT_TRUE(got.fields().empty());
}

}  // namespace
}  // namespace klik::services
