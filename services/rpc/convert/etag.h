// The etag of a resource: another one with every change, and opaque.
//
// Pure; any thread.
#ifndef KLIK_SERVICES_RPC_CONVERT_ETAG_H_
#define KLIK_SERVICES_RPC_CONVERT_ETAG_H_

#include <string>
#include <string_view>

#include "engine/model/entity.h"

namespace klik::services {

// In double quotes, as HTTP has it.
std::string EtagOf(const engine::Metadata& meta);

// 32 hexadecimal digits that stand for `bytes`.
std::string DigestOf(std::string_view bytes);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_ETAG_H_
