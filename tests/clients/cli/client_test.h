// The whole client against the fake server: what a person types, and what comes back on both streams.
#ifndef KLIK_TESTS_CLIENTS_CLI_CLIENT_TEST_H_
#define KLIK_TESTS_CLIENTS_CLI_CLIENT_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "clients/cli/app.h"
#include "tests/clients/cli/fake_server.h"

namespace klik::testing {

class ClientTest : public ::testing::Test {
 protected:
  // Runs `klik ARGS...` with this standard input, and leaves the streams in out and err.
  int Run(const std::vector<std::string>& args, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out_stream;
    std::ostringstream err_stream;
    cli::Console console{in, out_stream, err_stream};
    const int exit_code = cli::RunApp(args, server.address(), console);
    out = out_stream.str();
    err = err_stream.str();
    return exit_code;
  }

  FakeServer server;
  std::string out;
  std::string err;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_CLIENTS_CLI_CLIENT_TEST_H_
