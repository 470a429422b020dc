#include "services/gateway/routes.h"

#include <cstddef>

#include "boost/beast/http/field.hpp"
#include "boost/beast/http/verb.hpp"

namespace klik::services {
namespace {

namespace http = boost::beast::http;

constexpr unsigned kHttp11 = 11;

// Beast lets requests through that another server on the way may read differently: without a host or with two, or with
// a body announced where none belongs.
bool IsPlain(const HttpRequest& request) {
  const std::size_t hosts = request.count(http::field::host);
  const bool announces_body =
      request.count(http::field::transfer_encoding) > 0 || request.count(http::field::content_length) > 0;
  return hosts <= 1 && (hosts == 1 || request.version() < kHttp11) && !announces_body &&
         request.target().starts_with('/');
}

HttpResponse MethodNotAllowed(http::verb method) {
  HttpResponse response = TextResponse(http::status::method_not_allowed, "GET only");
  response.set(http::field::allow, "GET");
  if (method == http::verb::head) {
    response.body().clear();
    response.prepare_payload();
  }
  return response;
}

}  // namespace

HttpResponse TextResponse(http::status status, std::string_view text) {
  HttpResponse response(status, kHttp11);
  response.set(http::field::content_type, "text/plain; charset=utf-8");
  response.set(http::field::cache_control, "no-store");
  response.set("Content-Security-Policy", "default-src 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  response.body() = std::string(text) + "\n";
  response.keep_alive(false);
  response.prepare_payload();
  return response;
}

HttpResponse Respond(const HttpRequest& request, const std::function<bool()>& ready) {
  if (!IsPlain(request)) return TextResponse(http::status::bad_request, "bad request");
  const auto target = request.target();
  const std::string_view path = std::string_view(target.data(), target.size()).substr(0, target.find('?'));
  const bool live = path == "/livez";
  if (request.method() != http::verb::get) return MethodNotAllowed(request.method());
  HttpResponse response = TextResponse(http::status::not_found, "not found");
  if (live || (path == "/readyz" && ready())) {
    response = TextResponse(http::status::ok, "ok");
  } else if (path == "/readyz") {
    response = TextResponse(http::status::service_unavailable, "not ready");
  }
  response.keep_alive(request.keep_alive());
  return response;
}

}  // namespace klik::services
