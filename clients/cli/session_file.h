// Where the client keeps who is signed in: one line a server, `HOST:PORT TOKEN`, in a file for its owner's eyes only.
//
// One process at a time; of two that sign in at once, the last one's file stays.
#ifndef KLIK_CLIENTS_CLI_SESSION_FILE_H_
#define KLIK_CLIENTS_CLI_SESSION_FILE_H_

#include <string>
#include <utility>

namespace klik::cli {

class SessionFile {
 public:
  // Empty: there is none, so nobody stays signed in.
  explicit SessionFile(std::string path) : path_(std::move(path)) {}

  // Empty: nobody is signed in there.
  std::string TokenOf(const std::string& server) const;

  // Whether it could be written; folders are made. An empty token takes the line away.
  bool Keep(const std::string& server, const std::string& token) const;

 private:
  std::string path_;
};

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_SESSION_FILE_H_
