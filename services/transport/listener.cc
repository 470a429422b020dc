#include "services/transport/listener.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "boost/system/error_code.hpp"

namespace klik::services {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

struct HostAndPort {
  std::string host;  // As given.
  std::string name;  // Without the brackets of an IPv6 address.
  std::string port;
};

std::optional<HostAndPort> Split(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == address.size()) return std::nullopt;
  HostAndPort split{address.substr(0, colon), address.substr(0, colon), address.substr(colon + 1)};
  if (split.host.front() == '[' && split.host.back() == ']') split.name = split.host.substr(1, split.host.size() - 2);
  return split;
}

}  // namespace

absl::StatusOr<Listener> Listen(asio::io_context& context, const std::string& address) {
  const std::optional<HostAndPort> split = Split(address);
  if (!split.has_value()) return absl::InvalidArgumentError(absl::StrCat("not HOST:PORT: ", address));
  tcp::acceptor acceptor(context);
  boost::system::error_code error;
  const auto found = tcp::resolver(context).resolve(split->name, split->port, tcp::resolver::passive, error);
  if (!error) {
    const tcp::endpoint endpoint = found.begin()->endpoint();
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  }
  if (error) return absl::UnavailableError(absl::StrCat("cannot listen on ", address, ": ", error.message()));
  std::string listening = absl::StrCat(split->host, ":", acceptor.local_endpoint().port());
  return Listener{std::move(acceptor), std::move(listening)};
}

}  // namespace klik::services
