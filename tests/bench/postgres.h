// A PostgreSQL server of this process alone, and a connection to it.
//
// The cluster is made in a folder of its own under the system's temporary folder, listens on a socket in there and
// nowhere else, writes without waiting for the disk, and is gone with the object, or with the process. PostgreSQL
// refuses to run as root: then it runs as the user postgres. Errors end the program. One thread.
#ifndef KLIK_TESTS_BENCH_POSTGRES_H_
#define KLIK_TESTS_BENCH_POSTGRES_H_

#include <libpq-fe.h>
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace klik::bench {

class PostgresServer {
 public:
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  pid_t server_ = 0;
  pid_t cleaner_ = 0;
  int alive_ = -1;  // Open as long as this process lives.
};

struct ResultDeleter {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ResultDeleter>;

class PostgresConnection {
 public:
  explicit PostgresConnection(const PostgresServer& server);
  ~PostgresConnection() { PQfinish(connection_); }
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  Result Execute(const std::string& sql);
  // The one value of the one row.
  std::string Ask(const std::string& sql);
  // Between CopyInto and EndCopy: rows in PostgreSQL's text format.
  void CopyInto(const std::string& table);
  void Copy(std::string_view rows);
  void EndCopy();

  PGconn* get() const { return connection_; }
  // Ends the program unless the result is of that kind.
  Result Checked(PGresult* result, ExecStatusType wanted) const;

 private:
  PGconn* connection_;
};

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_POSTGRES_H_
