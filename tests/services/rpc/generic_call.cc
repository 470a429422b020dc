#include "tests/services/rpc/generic_call.h"

#include <cstdlib>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "klik/v1/access.pb.h"

namespace klik::testing {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

grpc::ByteBuffer BytesOf(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

void Parse(const grpc::ByteBuffer& bytes, Message& message) {
  std::vector<grpc::Slice> slices;
  if (!bytes.Dump(&slices).ok()) std::abort();
  std::string all;
  for (const grpc::Slice& slice : slices) all.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  if (!message.ParseFromString(all)) std::abort();
}

// Waits for the one operation that is under way; whether it succeeded.
bool Next(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor& descriptor) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&descriptor)->New());
}

GenericOutcome CallMethod(const std::shared_ptr<grpc::Channel>& channel, const MethodDescriptor& method,
                          const Message& request, const std::string& token, const std::string& stated_reason) {
  grpc::ClientContext context;
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
  if (!stated_reason.empty()) context.AddMetadata("klik-reason-bin", stated_reason);
  GenericOutcome outcome;
  outcome.response = NewMessage(*method.output_type());
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  const std::string path = "/" + method.service()->full_name() + "/" + method.name();
  // Of what is told without an end, the first message is the answer.
  const bool goes_on = method.server_streaming() && !method.client_streaming();
  // A unary call is a stream of one message each way.
  const std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call = stub.PrepareCall(&context, path, &queue);
  call->StartCall(nullptr);
  bool going = Next(queue);
  if (going) {
    call->WriteLast(BytesOf(request), grpc::WriteOptions(), nullptr);
    going = Next(queue);
  }
  while (going) {
    grpc::ByteBuffer bytes;
    call->Read(&bytes, nullptr);
    going = Next(queue);
    if (going) Parse(bytes, *outcome.response);
    if (going && goes_on) context.TryCancel();
  }
  call->Finish(&outcome.status, nullptr);
  if (!Next(queue)) std::abort();
  if (goes_on && outcome.status.error_code() == grpc::CANCELLED) outcome.status = grpc::Status::OK;
  google::rpc::Status details;
  details.ParseFromString(outcome.status.error_details());
  for (const auto& any : details.details()) {
    google::rpc::ErrorInfo info;
    if (any.UnpackTo(&info)) outcome.reason = info.reason();
  }
  return outcome;
}

const MethodDescriptor& MethodNamed(const std::string& name) {
  const MethodDescriptor* const method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName("klik.v1." + name);
  if (method == nullptr) std::abort();
  return *method;
}

}  // namespace klik::testing
