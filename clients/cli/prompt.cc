#include "clients/cli/prompt.h"

#include <termios.h>
#include <unistd.h>

namespace klik::cli {
namespace {

// The terminal of the standard input shows nothing of what is typed, as long as this lives.
class HiddenInput {
 public:
  HiddenInput() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    is_hidden_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
  }
  ~HiddenInput() {
    if (is_hidden_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;

 private:
  termios before_{};
  bool is_hidden_ = false;
};

}  // namespace

std::string Ask(const Console& console, std::string_view question) {
  console.err << question << " " << std::flush;
  std::string line;
  std::getline(console.in, line);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

std::string AskSecret(const Console& console, std::string_view question) {
  if (!console.terminal) return Ask(console, question);
  std::string line;
  {
    const HiddenInput hidden;
    line = Ask(console, question);
  }
  // The key that ended the line did not show either.
  console.err << "\n";
  return line;
}

}  // namespace klik::cli
