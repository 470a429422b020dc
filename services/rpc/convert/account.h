// Accounts, partners' tokens and sessions between the API and their records.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_RPC_CONVERT_ACCOUNT_H_
#define KLIK_SERVICES_RPC_CONVERT_ACCOUNT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "klik/v1/account_service.pb.h"
#include "klik/v1/session_service.pb.h"
#include "services/rpc/convert/violations.h"
#include "storage/record/account_records.h"

namespace klik::services {

// What a client may say of an account, into `account`; user name and system are given in small letters.
void ReadAccount(const v1::Account& message, const Field& field, storage::AccountRecord& account);
v1::Account ToApi(const storage::AccountRecord& account);

// `now` bounds when it ends.
void ReadPartnerToken(const v1::PartnerToken& message, absl::Time now, const Field& field,
                      storage::PartnerTokenRecord& token);
v1::PartnerToken ToApi(const storage::PartnerTokenRecord& token, absl::Time now);

v1::Session ToApi(const storage::SessionRecord& session, absl::Time last_used, std::string_view current);

// The etag of this version of the record of this name.
std::string EtagOfRecord(std::string_view name, std::int64_t version);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_ACCOUNT_H_
