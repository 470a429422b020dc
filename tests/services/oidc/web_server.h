// A web server for one test: takes connections on a free port of the loopback and answers each as the test says, also
// as no good server would.
//
// A thread for each connection. Ends with all of them.
#ifndef KLIK_TESTS_SERVICES_OIDC_WEB_SERVER_H_
#define KLIK_TESTS_SERVICES_OIDC_WEB_SERVER_H_

#include <openssl/ssl.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace klik::testing {

// A certificate of nobody but itself, as PEM.
struct Certificate {
  std::string key;
  std::string certificate;
};
Certificate SelfSigned(const std::string& host);

struct WebRequest {
  std::string method;
  std::string target;
  std::string headers;  // All of them, as they came.
  std::string body;

  // Of the first header of that name, in small letters; empty: none.
  std::string Header(const std::string& name) const;
};

// Answers of HTTP/1.1 with their length.
std::string WebAnswer(int status, const std::string& body);

class WebConnection {
 public:
  WebConnection(int socket, SSL* tls, const std::atomic<bool>& ending) : socket_(socket), tls_(tls), ending_(ending) {}

  // Whether it could still be sent.
  bool Write(std::string_view text);
  std::string Read();
  // Until the other side has gone, or the server ends.
  void Hang() const;
  // The same, with a space now and then.
  void Drip();

 private:
  // Whether the other side says something, or nothing any more.
  bool Stirs() const;

  const int socket_;
  SSL* const tls_;
  const std::atomic<bool>& ending_;
};

class WebServer {
 public:
  using Handler = std::function<void(const WebRequest&, WebConnection&)>;

  // With a certificate it talks TLS.
  explicit WebServer(Handler handler, const Certificate& certificate = {});
  ~WebServer();
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;

  // `127.0.0.1:41234`
  const std::string& address() const { return address_; }
  std::string port() const { return address_.substr(address_.find(':') + 1); }

 private:
  void AcceptAll();
  void Serve(int socket);

  const Handler handler_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> tls_{nullptr, SSL_CTX_free};
  int listener_ = -1;
  std::string address_;
  std::atomic<bool> ending_ = false;
  std::mutex mutex_;  // Guards the connections.
  std::vector<std::thread> connections_;
  std::thread accepting_;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_SERVICES_OIDC_WEB_SERVER_H_
