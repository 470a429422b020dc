// The call that carries an import: records go up while results come down.
//
// Send and Finish are for one thread; the results come in on a thread of the stream's own. It always reads, so a server
// that waits for its results to be taken never waits for long, and Send blocks when the server has enough to do.
#ifndef KLIK_CLIENTS_CLI_IMPORT_STREAM_H_
#define KLIK_CLIENTS_CLI_IMPORT_STREAM_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "klik/v1/transfer_service.grpc.pb.h"

namespace klik::cli {

class ImportStream {
 public:
  // `on_result` is called on the reading thread until Finish returns.
  ImportStream(const std::shared_ptr<grpc::Channel>& channel, bool validate_only,
               std::function<void(const v1::ImportResult&)> on_result);
  ImportStream(const ImportStream&) = delete;
  ImportStream& operator=(const ImportStream&) = delete;

  // False when the stream is broken; Finish says why. Takes the record.
  bool Send(std::int32_t line, v1::ImportRecord& record);

  // Ends the stream and waits for the last results. Must be called once, last.
  grpc::Status Finish();

 private:
  void ReadResults();

  const std::unique_ptr<v1::TransferService::Stub> stub_;
  const std::function<void(const v1::ImportResult&)> on_result_;
  // No deadline: how long an import takes is up to the file.
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::ImportRecordsRequest, v1::ImportRecordsResponse>> stream_;
  v1::ImportRecordsRequest request_;
  // Every record sent is owed a result.
  std::int64_t sent_ = 0;
  // Of the reading thread until it has ended.
  std::int64_t received_ = 0;
  std::thread reader_;
};

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_IMPORT_STREAM_H_
