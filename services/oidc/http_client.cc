#include "services/oidc/http_client.h"

#include <cstdint>
#include <exception>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "boost/asio/as_tuple.hpp"
#include "boost/asio/awaitable.hpp"
#include "boost/asio/co_spawn.hpp"
#include "boost/asio/error.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/address.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/ssl/context.hpp"
#include "boost/asio/ssl/error.hpp"
#include "boost/asio/ssl/host_name_verification.hpp"
#include "boost/asio/this_coro.hpp"
#include "boost/asio/use_awaitable.hpp"
#include "boost/beast/core/error.hpp"
#include "boost/beast/core/flat_buffer.hpp"
#include "boost/beast/core/tcp_stream.hpp"
#include "boost/beast/http/error.hpp"
#include "boost/beast/http/parser.hpp"
#include "boost/beast/http/read.hpp"
#include "boost/beast/http/string_body.hpp"
#include "boost/beast/http/write.hpp"
#include "boost/beast/ssl/ssl_stream.hpp"

namespace klik::services {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using Request = http::request<http::string_body>;
using Answer = absl::StatusOr<HttpAnswer>;

// Errors as values, and no exceptions through coroutines.
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

constexpr unsigned kHttp11 = 11;

absl::Status Failed(const beast::error_code& error) {
  const bool too_large =
      error == http::error::body_limit || error == http::error::header_limit || error == http::error::buffer_overflow;
  if (too_large) return absl::UnavailableError("it answers with more than is taken");
  if (error == beast::error::timeout) return absl::UnavailableError("it takes too long to answer");
  if (error.category() == asio::error::get_ssl_category()) {
    return absl::UnavailableError("no safe connection can be made: its certificate is not trusted, or it has none");
  }
  if (error.category() == http::make_error_code(http::error::bad_target).category()) {
    return absl::UnavailableError("it does not answer as a web server does");
  }
  return absl::UnavailableError(absl::StrCat("it cannot be reached: ", error.message()));
}

template <typename Stream>
asio::awaitable<Answer> Exchange(Stream& stream, const Request& request, const HttpLimits& limits) {
  const auto [write_error, written] = co_await http::async_write(stream, request, kAwait);
  if (write_error) co_return Failed(write_error);
  beast::flat_buffer buffer(limits.header_bytes + limits.body_bytes);
  http::response_parser<http::string_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  parser.body_limit(limits.body_bytes);
  const auto [read_error, size] = co_await http::async_read(stream, buffer, parser, kAwait);
  if (read_error) co_return Failed(read_error);
  co_return HttpAnswer{parser.get().result_int(), std::move(parser.get().body())};
}

asio::awaitable<Answer> Ask(ssl::context& trust, const Url& url, const Request& request, const HttpLimits& limits) {
  const auto executor = co_await asio::this_coro::executor;
  tcp::resolver resolver(executor);
  const auto [resolve_error, found] = co_await resolver.async_resolve(url.host, url.port, kAwait);
  if (resolve_error) co_return Failed(resolve_error);
  beast::ssl_stream<beast::tcp_stream> stream(executor, trust);
  beast::tcp_stream& plain = stream.next_layer();
  plain.expires_after(limits.total);
  const auto [connect_error, endpoint] = co_await plain.async_connect(found, kAwait);
  if (connect_error) co_return Failed(connect_error);
  if (!url.tls) co_return co_await Exchange(plain, request, limits);
  // The name goes along, unless it is a number, and must be the certificate's.
  beast::error_code not_a_number;
  asio::ip::make_address(url.host, not_a_number);
  if (not_a_number && SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str()) != 1) {
    co_return absl::InternalError("the name of the host cannot be set");
  }
  stream.set_verify_callback(ssl::host_name_verification(url.host));
  const auto [handshake_error] = co_await stream.async_handshake(ssl::stream_base::client, kAwait);
  if (handshake_error) co_return Failed(handshake_error);
  co_return co_await Exchange(stream, request, limits);
}

Request RequestTo(const Url& url, http::verb method) {
  Request request(method, url.target, kHttp11);
  request.set(http::field::host, url.authority);
  request.set(http::field::user_agent, "klik");
  request.set(http::field::accept, "application/json");
  request.keep_alive(false);
  return request;
}

}  // namespace

class HttpClient::Impl {
 public:
  explicit Impl(const HttpLimits& limits) : limits_(limits) {}

  absl::Status Trust(const std::string& ca_file) {
    trust_.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
    trust_.set_verify_mode(ssl::verify_peer);
    beast::error_code error;
    if (ca_file.empty()) {
      trust_.set_default_verify_paths(error);
    } else {
      trust_.load_verify_file(ca_file, error);
    }
    if (!error) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat("no certificates can be read from ", ca_file));
  }

  Answer Ask(const Url& url, const Request& request) {
    asio::io_context context(1);
    Answer answer = absl::InternalError("there was no answer");
    asio::co_spawn(context, services::Ask(trust_, url, request, limits_),
                   [&answer](const std::exception_ptr& thrown, Answer made) {
                     if (thrown == nullptr) answer = std::move(made);
                   });
    context.run();
    return answer;
  }

 private:
  const HttpLimits limits_;
  ssl::context trust_{ssl::context::tls_client};
};

HttpClient::HttpClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpClient::~HttpClient() = default;

absl::StatusOr<std::unique_ptr<HttpClient>> HttpClient::Make(const std::string& ca_file, const HttpLimits& limits) {
  auto impl = std::make_unique<Impl>(limits);
  if (absl::Status trusted = impl->Trust(ca_file); !trusted.ok()) return trusted;
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(impl)));
}

absl::StatusOr<HttpAnswer> HttpClient::Get(const Url& url) const {
  return impl_->Ask(url, RequestTo(url, http::verb::get));
}

absl::StatusOr<HttpAnswer> HttpClient::PostForm(const Url& url, const std::string& form,
                                                const std::string& authorization) const {
  Request request = RequestTo(url, http::verb::post);
  request.set(http::field::content_type, "application/x-www-form-urlencoded");
  if (!authorization.empty()) request.set(http::field::authorization, authorization);
  request.body() = form;
  request.prepare_payload();
  return impl_->Ask(url, request);
}

}  // namespace klik::services
