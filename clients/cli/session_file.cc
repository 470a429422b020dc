#include "clients/cli/session_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>

namespace klik::cli {
namespace {

std::map<std::string, std::string> ReadTokens(const std::string& path) {
  std::map<std::string, std::string> tokens;
  std::ifstream file(path);
  std::string server;
  std::string token;
  while (file >> server >> token) tokens[server] = token;
  return tokens;
}

bool WriteAll(int file, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = write(file, text.data() + written, text.size() - written);
    if (count <= 0) return false;
    written += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

std::string SessionFile::TokenOf(const std::string& server) const {
  const auto tokens = ReadTokens(path_);
  const auto found = tokens.find(server);
  return found == tokens.end() ? "" : found->second;
}

bool SessionFile::Keep(const std::string& server, const std::string& token) const {
  if (path_.empty()) return false;
  auto tokens = ReadTokens(path_);
  if (token.empty()) {
    if (tokens.erase(server) == 0) return true;
  } else {
    tokens[server] = token;
  }
  std::string text;
  for (const auto& [name, kept] : tokens) text += name + " " + kept + "\n";

  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), error);
  // Beside it first, so that it is there whole or as it was, and never for others to read.
  const std::string draft = path_ + ".new";
  unlink(draft.c_str());
  const int file = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return false;
  const bool written = WriteAll(file, text);
  const bool closed = close(file) == 0;
  return written && closed && rename(draft.c_str(), path_.c_str()) == 0;
}

}  // namespace klik::cli
