#include "services/access/access.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "absl/strings/str_split.h"
#include "services/errors/errors.h"

namespace klik::services {
namespace {

// nullopt unless `text` is a number up to `most`, in digits and without a zero before them.
std::optional<std::uint32_t> ParseNumber(std::string_view text, std::uint32_t most) {
  const bool plain = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos &&
                     (text.size() == 1 || text.front() != '0');
  std::uint32_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!plain || parsed.ec != std::errc() || number > most) return std::nullopt;
  return number;
}

// The host of HOST:PORT, an IPv6 address with its brackets; nullopt when `address` has another form.
std::optional<std::string_view> HostOf(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || !ParseNumber(address.substr(colon + 1), UINT16_MAX)) return std::nullopt;
  const std::string_view host = address.substr(0, colon);
  if (host.empty()) return std::nullopt;
  return host;
}

// 127.0.0.0/8, written as four numbers.
bool IsLoopbackV4(std::string_view host) {
  const std::vector<std::string> parts = absl::StrSplit(std::string(host), '.');
  return parts.size() == 4 && parts.front() == "127" &&
         std::all_of(parts.begin(), parts.end(), [](const std::string& part) { return ParseNumber(part, UINT8_MAX); });
}

// By number, but for `localhost`: any other name may mean another machine tomorrow.
bool IsLoopback(std::string_view host) { return host == "localhost" || host == "[::1]" || IsLoopbackV4(host); }

}  // namespace

absl::StatusOr<Principal> Access::Authenticate(const Credentials& credentials) const {
  if (!dev_open_ && signed_in_ != nullptr) return signed_in_->Authenticate(credentials);
  if (!dev_open_) return Error(absl::StatusCode::kUnauthenticated, "SIGN_IN_REQUIRED", "sign in first");
  Principal principal;
  principal.system = "dev";
  principal.roles = {klik::v1::Access::COORDINATOR, klik::v1::Access::ADMINISTRATOR, klik::v1::Access::PRIVACY_OFFICER};
  return principal;
}

absl::Status CheckLoopback(const std::string& address) {
  const std::optional<std::string_view> host = HostOf(address);
  if (!host.has_value()) return Error(absl::StatusCode::kInvalidArgument, "ADDRESS_FORM", "not HOST:PORT: " + address);
  if (!IsLoopback(*host)) {
    return Error(absl::StatusCode::kInvalidArgument, "ADDRESS_NOT_LOOPBACK", "not a loopback address: " + address);
  }
  return absl::OkStatus();
}

}  // namespace klik::services
