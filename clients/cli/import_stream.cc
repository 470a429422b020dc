#include "clients/cli/import_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace klik::cli {

ImportStream::ImportStream(const std::shared_ptr<grpc::Channel>& channel, bool validate_only,
                           std::function<void(const v1::ImportResult&)> on_result)
    : stub_(v1::TransferService::NewStub(channel)),
      on_result_(std::move(on_result)),
      stream_(stub_->ImportRecords(&context_)) {
  request_.set_validate_only(validate_only);
  reader_ = std::thread([this] { ReadResults(); });
}

bool ImportStream::Send(std::int32_t line, v1::ImportRecord& record) {
  request_.set_line(line);
  request_.mutable_record()->Swap(&record);
  if (!stream_->Write(request_)) return false;
  ++sent_;
  return true;
}

grpc::Status ImportStream::Finish() {
  stream_->WritesDone();
  reader_.join();
  grpc::Status status = stream_->Finish();
  if (status.ok() && received_ != sent_) {
    return grpc::Status(grpc::StatusCode::INTERNAL,
                        absl::StrCat("the server gave ", received_, " results for ", sent_, " records"));
  }
  return status;
}

void ImportStream::ReadResults() {
  v1::ImportRecordsResponse response;
  while (stream_->Read(&response)) {
    received_ += response.results_size();
    for (const v1::ImportResult& result : response.results()) on_result_(result);
  }
}

}  // namespace klik::cli
