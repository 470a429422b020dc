// Who is connected, and who has to go when places run out.
//
// A connection is a newcomer until its first call. Whoever connects and says nothing, or stops half-way a handshake,
// stays one. When places run out it is newcomers who go, those first that have been there longest; who has made a call
// stays. So connections that are held open for the sake of it keep nobody out for long.
//
// Any thread.
#ifndef KLIK_SERVICES_TRANSPORT_CONNECTION_TABLE_H_
#define KLIK_SERVICES_TRANSPORT_CONNECTION_TABLE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace klik::services {

// gRPC's connection, told by what does not need gRPC's help to look at.
struct Connection {
  int descriptor = -1;
  std::uint64_t cookie = 0;  // The system's number of the socket, which no other socket ever has.
  std::string peer;          // As gRPC writes it: `ipv4:192.0.2.7:4711`.
  std::string address;       // Whom the limit per address counts together.
};

class ConnectionTable {
 public:
  ConnectionTable(std::size_t most, std::size_t most_per_address) : most_(most), most_per_address_(most_per_address) {}

  struct Admission {
    bool admitted = false;
    std::optional<Connection> leaves;  // Who has to go for it.
  };
  Admission Admit(Connection connection);

  // That this peer made a call. Costs next to nothing while there are no newcomers.
  bool has_newcomers() const { return newcomers_.load(std::memory_order_relaxed) > 0; }
  void MadeCall(std::string_view peer);

  // Who has to go when there are fewer places than the table knows of; nullopt: there are no newcomers.
  std::optional<Connection> TakeNewcomer();

  // Those who have to go and are not gone yet.
  std::size_t leaving() const;

  // Forgets who is gone.
  void Sweep(const std::function<bool(const Connection&)>& is_open);

 private:
  enum class State { kNewcomer, kSettled, kLeaving };
  struct Entry {
    Connection connection;
    State state = State::kNewcomer;
  };

  std::size_t CountOf(std::string_view address) const;
  // The newcomer of this address that has been there longest.
  std::optional<Connection> Dismiss(std::string_view address);
  // The address with most newcomers; empty when there is none.
  std::string MostCrowded() const;
  void CountNewcomers();

  const std::size_t most_;
  const std::size_t most_per_address_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // In the order they came.
  std::atomic<std::size_t> newcomers_ = 0;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_TRANSPORT_CONNECTION_TABLE_H_
