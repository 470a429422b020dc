#include "services/transport/front.h"

#include <fcntl.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "boost/asio/as_tuple.hpp"
#include "boost/asio/awaitable.hpp"
#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/error.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/address.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/use_awaitable.hpp"
#include "boost/system/error_code.hpp"
#include "services/transport/listener.h"
#include "services/transport/socket_descriptor.h"

namespace klik::services {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;

// Errors as values, and no exceptions through coroutines.
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

// After accept has failed: with no file descriptor left it would fail again at once, and again.
constexpr std::chrono::milliseconds kAcceptPause{20};
// Closed without a look when there is no descriptor to hold them by, before the next pause.
constexpr int kMaxShed = 64;

// Who has to go still has a descriptor until gRPC has let go of it: no more than this many at once, unless gRPC takes
// its time.
constexpr std::size_t kMaxLeaving = 16;
constexpr std::chrono::milliseconds kLeavingPause{1};

// Looking who is gone takes a system call each.
constexpr std::chrono::milliseconds kSweepInterval{10};

// What IPv6 makes of an IPv4 address on a socket for both.
asio::ip::address Plain(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

bool IsOpen(const Connection& connection) { return SocketCookie(connection.descriptor) == connection.cookie; }

}  // namespace

std::string PeerName(const std::string& address, unsigned port) {
  if (address.find(':') == std::string::npos) return absl::StrCat("ipv4:", address, ":", port);
  // gRPC makes a URI of it, where brackets have to be escaped.
  return absl::StrCat("ipv6:%5B", address, "%5D:", port);
}

std::string AddressGroup(const std::string& address) {
  boost::system::error_code error;
  const asio::ip::address parsed = asio::ip::make_address(address, error);
  if (error || !parsed.is_v6()) return address;
  auto bytes = parsed.to_v6().to_bytes();
  std::fill(bytes.begin() + bytes.size() / 2, bytes.end(), 0);
  return absl::StrCat(asio::ip::address_v6(bytes).to_string(), "/64");
}

class Front::Impl {
 public:
  explicit Impl(std::shared_ptr<ConnectionTable> table) : table_(std::move(table)) {}

  absl::StatusOr<std::string> Open(const std::string& address) {
    absl::StatusOr<Listener> listener = Listen(context_, address);
    if (!listener.ok()) return listener.status();
    listener_.emplace(std::move(listener->acceptor));
    boost::system::error_code ignored;
    listener_->non_blocking(true, ignored);
    return listener->address;
  }

  void Run(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor) {
    acceptor_ = std::move(acceptor);
    asio::co_spawn(context_, AcceptAll(), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
  }

  ~Impl() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  asio::awaitable<void> AcceptAll() {
    asio::steady_timer pause(context_);
    while (true) {
      auto [error, socket] = co_await listener_->async_accept(kAwait);
      std::chrono::milliseconds wait{0};
      if (error) {
        wait = OutOfDescriptors(error) ? MakeRoom() : kAcceptPause;
      } else {
        Take(std::move(socket));
        if (table_->leaving() >= kMaxLeaving) wait = kLeavingPause;
      }
      const Clock::time_point patience = Clock::now() + kAcceptPause;
      while (wait.count() > 0) {
        pause.expires_after(wait);
        co_await pause.async_wait(kAwait);
        Sweep();
        const bool many_leaving = table_->leaving() >= kMaxLeaving && Clock::now() < patience;
        wait = many_leaving ? kLeavingPause : std::chrono::milliseconds(0);
      }
    }
  }

  static bool OutOfDescriptors(const boost::system::error_code& error) {
    return error == asio::error::no_descriptors || error == boost::system::errc::too_many_files_open_in_system;
  }

  void Take(tcp::socket socket) {
    std::optional<Connection> connection = Prepare(socket);
    if (!connection.has_value()) return;
    if (Clock::now() >= next_sweep_) Sweep();
    ConnectionTable::Admission admission = table_->Admit(*connection);
    if (!admission.admitted) {
      Sweep();
      admission = table_->Admit(*connection);
    }
    if (admission.leaves.has_value()) End(*admission.leaves);
    if (!admission.admitted) return;
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
    parameters.listener_fd = listener_->native_handle();
    boost::system::error_code error;
    parameters.fd = socket.release(error);
    if (!error) acceptor_->HandleNewConnection(&parameters);
  }

  // nullopt: the other side is gone already.
  static std::optional<Connection> Prepare(tcp::socket& socket) {
    boost::system::error_code error;
    const tcp::endpoint endpoint = socket.remote_endpoint(error);
    if (!error) socket.native_non_blocking(true, error);
    if (!error) socket.set_option(tcp::no_delay(true), error);
    const int descriptor = socket.native_handle();
    const std::optional<std::uint64_t> cookie = SocketCookie(descriptor);
    if (error || !cookie.has_value() || fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0) return std::nullopt;
    const std::string address = Plain(endpoint.address()).to_string();
    return Connection{descriptor, *cookie, PeerName(address, endpoint.port()), AddressGroup(address)};
  }

  void Sweep() {
    table_->Sweep(IsOpen);
    next_sweep_ = Clock::now() + kSweepInterval;
  }

  void End(const Connection& connection) { reserve_.EndConnection(connection.descriptor, connection.cookie); }

  // Somebody who has made no call gives up a descriptor. When there is nobody, those who wait to be accepted are turned
  // away, rather than left waiting for what may not come.
  std::chrono::milliseconds MakeRoom() {
    if (const std::optional<Connection> newcomer = table_->TakeNewcomer(); newcomer.has_value()) {
      End(*newcomer);
      return kLeavingPause;
    }
    reserve_.Release();
    boost::system::error_code error;
    for (int i = 0; i < kMaxShed && !error; ++i) {
      tcp::socket turned_away(context_);
      listener_->accept(turned_away, error);
    }
    reserve_.Retake();
    return kAcceptPause;
  }

  const std::shared_ptr<ConnectionTable> table_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  ReserveDescriptor reserve_;
  Clock::time_point next_sweep_;
  asio::io_context context_{1};
  std::optional<tcp::acceptor> listener_;
  std::thread thread_;
};

absl::StatusOr<std::unique_ptr<Front>> Front::Open(const std::string& address, std::shared_ptr<ConnectionTable> table) {
  auto impl = std::make_unique<Impl>(std::move(table));
  absl::StatusOr<std::string> listening = impl->Open(address);
  if (!listening.ok()) return listening.status();
  return std::unique_ptr<Front>(new Front(std::move(impl), *std::move(listening)));
}

Front::Front(std::unique_ptr<Impl> impl, std::string address) : address_(std::move(address)), impl_(std::move(impl)) {}

Front::~Front() = default;

void Front::Start(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor) {
  impl_->Run(std::move(acceptor));
}

void Front::Stop() { impl_.reset(); }

}  // namespace klik::services
