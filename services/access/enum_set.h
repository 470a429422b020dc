// A set of values of one enum of the API, up to 63.
#ifndef KLIK_SERVICES_ACCESS_ENUM_SET_H_
#define KLIK_SERVICES_ACCESS_ENUM_SET_H_

#include <cstdint>
#include <initializer_list>

namespace klik::services {

template <typename Enum>
class EnumSet {
 public:
  EnumSet() = default;
  EnumSet(std::initializer_list<Enum> values) {
    for (const Enum value : values) Add(value);
  }

  void Add(Enum value) { bits_ |= BitOf(value); }
  bool Has(Enum value) const { return (bits_ & BitOf(value)) != 0; }
  bool empty() const { return bits_ == 0; }

  friend bool operator==(const EnumSet&, const EnumSet&) = default;

 private:
  static std::uint64_t BitOf(Enum value) { return std::uint64_t{1} << static_cast<unsigned>(value); }

  std::uint64_t bits_ = 0;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_ENUM_SET_H_
