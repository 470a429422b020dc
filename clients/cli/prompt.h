// Asks a person, or reads what a script pipes in: one line each.
#ifndef KLIK_CLIENTS_CLI_PROMPT_H_
#define KLIK_CLIENTS_CLI_PROMPT_H_

#include <string>
#include <string_view>

#include "clients/cli/session.h"

namespace klik::cli {

// The question goes to `err`, so that `out` stays the answer of the command. Empty at the end of the input.
std::string Ask(const Console& console, std::string_view question);

// The same; what is typed at a terminal does not show.
std::string AskSecret(const Console& console, std::string_view question);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_PROMPT_H_
