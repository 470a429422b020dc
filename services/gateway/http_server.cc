#include "services/gateway/http_server.h"

#include <array>
#include <optional>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "boost/asio/as_tuple.hpp"
#include "boost/asio/awaitable.hpp"
#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/use_awaitable.hpp"
#include "boost/beast/core/flat_buffer.hpp"
#include "boost/beast/core/tcp_stream.hpp"
#include "boost/beast/http/error.hpp"
#include "boost/beast/http/parser.hpp"
#include "boost/beast/http/read.hpp"
#include "boost/beast/http/write.hpp"
#include "services/gateway/routes.h"
#include "services/transport/listener.h"

namespace klik::services {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

// Errors as values, and no exceptions through coroutines.
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

// After accept has failed: with no file descriptor left it would fail again at once, and again.
constexpr std::chrono::milliseconds kAcceptPause{100};

// For the other side to hang up after the last response, and what it may still send.
constexpr std::chrono::seconds kGoodbyeTimeout{1};
constexpr std::size_t kMaxDiscardedBytes = std::size_t{64} << 10;

}  // namespace

class HttpServer::Impl {
 public:
  explicit Impl(HttpServerOptions options) : options_(std::move(options)) {}

  absl::Status Open() {
    absl::StatusOr<Listener> listener = Listen(context_, options_.address);
    if (!listener.ok()) return listener.status();
    acceptor_.emplace(std::move(listener->acceptor));
    address_ = std::move(listener->address);
    return absl::OkStatus();
  }

  void Run() {
    asio::co_spawn(context_, AcceptAll(), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
  }

  ~Impl() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

  const std::string& address() const { return address_; }

 private:
  // Counts a connection for as long as it lives.
  class Slot {
   public:
    explicit Slot(std::size_t& count) : count_(count) { ++count_; }
    ~Slot() { --count_; }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

   private:
    std::size_t& count_;
  };

  asio::awaitable<void> AcceptAll() {
    asio::steady_timer pause(context_);
    while (true) {
      auto [error, socket] = co_await acceptor_->async_accept(kAwait);
      if (error) {
        pause.expires_after(kAcceptPause);
        co_await pause.async_wait(kAwait);
      } else if (connections_ < options_.max_connections) {
        auto slot = std::make_unique<Slot>(connections_);
        asio::co_spawn(context_, Serve(beast::tcp_stream(std::move(socket)), std::move(slot)), asio::detached);
      }
    }
  }

  asio::awaitable<void> Serve(beast::tcp_stream stream, std::unique_ptr<Slot>) {
    beast::flat_buffer buffer(kMaxHttpHeaderBytes);
    for (bool open = true; open;) {
      http::request_parser<http::empty_body> parser;
      parser.header_limit(kMaxHttpHeaderBytes);
      stream.expires_after(options_.header_timeout);
      const auto [error, size] = co_await http::async_read_header(stream, buffer, parser, kAwait);
      std::optional<HttpResponse> response = error ? Refuse(error) : Respond(parser.get(), options_.ready);
      if (!response.has_value()) break;
      stream.expires_after(kHttpWriteTimeout);
      const auto [write_error, written] = co_await http::async_write(stream, *response, kAwait);
      open = !write_error && response->keep_alive();
    }
    co_await SayGoodbye(stream);
  }

  // Closing while something unread has arrived would reset the connection, and might take the response along.
  static asio::awaitable<void> SayGoodbye(beast::tcp_stream& stream) {
    beast::error_code error;
    stream.socket().shutdown(tcp::socket::shutdown_send, error);
    std::array<char, 4096> discarded{};
    std::size_t total = 0;
    stream.expires_after(kGoodbyeTimeout);
    while (!error && total < kMaxDiscardedBytes) {
      const auto [read_error, size] = co_await stream.async_read_some(asio::buffer(discarded), kAwait);
      error = read_error;
      total += size;
    }
  }

  // nullopt: nobody is there, or nobody who would understand.
  static std::optional<HttpResponse> Refuse(const beast::error_code& error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
      return TextResponse(http::status::request_header_fields_too_large, "headers too large");
    }
    if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
    const bool malformed = error.category() == http::make_error_code(http::error::bad_target).category();
    if (!malformed) return std::nullopt;
    return TextResponse(http::status::bad_request, "bad request");
  }

  const HttpServerOptions options_;
  std::string address_;
  std::size_t connections_ = 0;  // The server's thread only.
  asio::io_context context_{1};
  std::optional<tcp::acceptor> acceptor_;
  std::thread thread_;
};

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(HttpServerOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  if (absl::Status listening = impl->Open(); !listening.ok()) return listening;
  impl->Run();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : address_(impl->address()), impl_(std::move(impl)) {}

HttpServer::~HttpServer() = default;

void HttpServer::Stop() { impl_.reset(); }

}  // namespace klik::services
