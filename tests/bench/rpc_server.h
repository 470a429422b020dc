// A server in a process of its own: Klik's API with a snapshot that stays as it is, and echoes of its answers beside
// it, on the same port and connection.
//
// Which of them answers is said by the authority of a call: `kBytes`, `kMessages`, or anything else for the API.
#ifndef KLIK_TESTS_BENCH_RPC_SERVER_H_
#define KLIK_TESTS_BENCH_RPC_SERVER_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "klik/v1/matching_service.pb.h"
#include "tests/bench/world/bench_world.h"

namespace klik::bench {

// Gives back the bytes that the API answered with.
inline constexpr char kBytes[] = "bytes";
// Reads the request, and writes the answer from the message: what gRPC and Protobuf do for any handler.
inline constexpr char kMessages[] = "messages";

v1::SearchCandidatesRequest RequestOf(const std::string& resident);

class RpcServer {
 public:
  // Forks: before this process uses gRPC or starts a thread. Both echoes know the answers to these residents.
  RpcServer(const BenchWorld& world, const std::vector<std::string>& residents);
  // Ends it.
  ~RpcServer();
  RpcServer(const RpcServer&) = delete;
  RpcServer& operator=(const RpcServer&) = delete;

  const std::string& address() const { return address_; }

 private:
  pid_t pid_ = 0;
  int until_closed_ = -1;
  std::string address_;
};

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_RPC_SERVER_H_
