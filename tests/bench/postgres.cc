#include "tests/bench/postgres.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>

#include "tests/bench/world/fail.h"

namespace klik::bench {
namespace {

constexpr std::string_view kBinaries = "/usr/lib/postgresql/15/bin/";

// nullptr unless this process is root.
const passwd* OtherUser() {
  if (geteuid() != 0) return nullptr;
  const passwd* user = getpwnam("postgres");
  if (user == nullptr) Fail("there is no user postgres: is postgresql-15 installed?");
  return user;
}

std::string TextOf(const std::filesystem::path& log) {
  std::ifstream file(log);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Everything it says goes to `log`.
pid_t Start(const std::vector<std::string>& command, const std::filesystem::path& log) {
  const passwd* user = OtherUser();
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) Fail("cannot fork");
  if (pid > 0) return pid;
  const int out = open(log.c_str(), O_CREAT | O_APPEND | O_WRONLY, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  if (user != nullptr && (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
    _exit(126);
  }
  // However the bench ends, the server does not outlive it.
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  execv(argv[0], argv.data());
  _exit(127);
}

void Run(const std::vector<std::string>& command, const std::filesystem::path& log) {
  int status = 0;
  const pid_t pid = Start(command, log);
  if (waitpid(pid, &status, 0) != pid || status != 0) Fail(command[0] + " failed: " + TextOf(log));
}

// Removes the folder once nobody holds the other end of the pipe any more, also when the bench is interrupted.
pid_t StartCleaner(const std::filesystem::path& folder, int& alive) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) Fail("no pipe");
  const pid_t pid = fork();
  if (pid < 0) Fail("cannot fork");
  if (pid > 0) {
    close(ends[0]);
    alive = ends[1];
    return pid;
  }
  setsid();
  close(ends[1]);
  char unused = 0;
  while (read(ends[0], &unused, 1) > 0) continue;
  // The server, whose signal comes at the same moment, may still be writing.
  std::error_code busy;
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::filesystem::remove_all(folder, busy);
  } while (std::filesystem::exists(folder));
  std::filesystem::remove(folder.string() + ".log", busy);
  _exit(0);
}

// As section 19 of PostgreSQL's manual advises for a machine of its own, and without what makes one run unlike another.
std::vector<std::string> ServerCommand(const std::filesystem::path& folder) {
  std::vector<std::string> command = {std::string(kBinaries) + "postgres", "-D", folder / "data", "-k", folder};
  for (const char* setting :
       {"listen_addresses=", "shared_buffers=3GB", "effective_cache_size=8GB", "work_mem=64MB",
        "maintenance_work_mem=512MB", "jit=off", "max_parallel_workers_per_gather=0",
        "max_parallel_maintenance_workers=0", "autovacuum=off", "fsync=off", "synchronous_commit=off",
        "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=8GB", "random_page_cost=1.0",
        "max_connections=10", "plan_cache_mode=force_generic_plan"}) {
    command.insert(command.end(), {"-c", setting});
  }
  return command;
}

}  // namespace

PostgresServer::PostgresServer() {
  if (access((std::string(kBinaries) + "postgres").c_str(), X_OK) != 0) Fail("postgresql-15 is not installed");
  std::string name = std::filesystem::temp_directory_path() / "klik-bench-postgres-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) Fail("no temporary folder");
  folder_ = name;
  cleaner_ = StartCleaner(folder_, alive_);
  if (const passwd* user = OtherUser(); user != nullptr && chown(name.c_str(), user->pw_uid, user->pw_gid) != 0) {
    Fail("cannot give the folder to postgres");
  }
  const std::filesystem::path log = name + ".log";
  Run({std::string(kBinaries) + "initdb", "-D", folder_ / "data", "-U", "postgres", "-A", "trust", "--no-sync",
       "--encoding=UTF8", "--locale=C"},
      log);
  server_ = Start(ServerCommand(folder_), log);
  const std::string where = "host=" + folder_.string() + " user=postgres dbname=postgres";
  for (int tries = 0; PQping(where.c_str()) != PQPING_OK; ++tries) {
    if (tries == 600 || waitpid(server_, nullptr, WNOHANG) == server_) {
      Fail("PostgreSQL did not start: " + TextOf(log));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

PostgresServer::~PostgresServer() {
  kill(server_, SIGQUIT);
  waitpid(server_, nullptr, 0);
  close(alive_);
  waitpid(cleaner_, nullptr, 0);
}

PostgresConnection::PostgresConnection(const PostgresServer& server)
    : connection_(PQconnectdb(("host=" + server.folder().string() + " user=postgres dbname=postgres").c_str())) {
  if (PQstatus(connection_) != CONNECTION_OK) Fail(PQerrorMessage(connection_));
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
}

Result PostgresConnection::Checked(PGresult* result, ExecStatusType wanted) const {
  Result owned(result);
  if (PQresultStatus(result) != wanted) Fail(PQerrorMessage(connection_));
  return owned;
}

Result PostgresConnection::Execute(const std::string& sql) {
  Result result(PQexec(connection_, sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) Fail(PQerrorMessage(connection_));
  return result;
}

std::string PostgresConnection::Ask(const std::string& sql) {
  const Result result = Execute(sql);
  return PQgetvalue(result.get(), 0, 0);
}

void PostgresConnection::CopyInto(const std::string& table) {
  Checked(PQexec(connection_, ("copy " + table + " from stdin").c_str()), PGRES_COPY_IN);
}

void PostgresConnection::Copy(std::string_view rows) {
  if (PQputCopyData(connection_, rows.data(), static_cast<int>(rows.size())) != 1) Fail(PQerrorMessage(connection_));
}

void PostgresConnection::EndCopy() {
  if (PQputCopyEnd(connection_, nullptr) != 1) Fail(PQerrorMessage(connection_));
  Checked(PQgetResult(connection_), PGRES_COMMAND_OK);
  while (PGresult* rest = PQgetResult(connection_)) PQclear(rest);
}

}  // namespace klik::bench
