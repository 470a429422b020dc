// What the gateway answers to which request.
//
// Pure; any thread.
#ifndef KLIK_SERVICES_GATEWAY_ROUTES_H_
#define KLIK_SERVICES_GATEWAY_ROUTES_H_

#include <functional>
#include <string>
#include <string_view>

#include "boost/beast/http/empty_body.hpp"
#include "boost/beast/http/message.hpp"
#include "boost/beast/http/status.hpp"
#include "boost/beast/http/string_body.hpp"

namespace klik::services {

using HttpRequest = boost::beast::http::request<boost::beast::http::empty_body>;
using HttpResponse = boost::beast::http::response<boost::beast::http::string_body>;

// Plain text, with the headers every response has. The connection closes after it.
HttpResponse TextResponse(boost::beast::http::status status, std::string_view text);

// To a request whose headers have been read. Stays open only when the other side may and wants.
HttpResponse Respond(const HttpRequest& request, const std::function<bool()>& ready);

}  // namespace klik::services

#endif  // KLIK_SERVICES_GATEWAY_ROUTES_H_
