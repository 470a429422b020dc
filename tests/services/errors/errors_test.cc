#include "services/errors/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace klik::services {
namespace {

// The detail of a type; a default one, and a failed test, when there is none.
template <typename Detail>
Detail DetailOf(const google::rpc::Status& status) {
  Detail detail;
  for (const auto& any : status.details()) {
    if (any.Is<Detail>()) {
      EXPECT_TRUE(any.UnpackTo(&detail));
      return detail;
    }
  }
  ADD_FAILURE() << "no " << Detail::descriptor()->full_name();
  return detail;
}

TEST(ErrorsTest, InvalidFieldsNamesEveryViolation) {
  const google::rpc::Status status =
      ToRpcStatus(InvalidFields({{"resident.place.postcode", "unknown"}, {"resident.birth_year", "in the future"}}));
  EXPECT_EQ(status.code(), static_cast<int>(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(status.message(), "not valid: resident.place.postcode, resident.birth_year");
  const auto request = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(request.field_violations_size(), 2);
  EXPECT_EQ(request.field_violations(0).field(), "resident.place.postcode");
  EXPECT_EQ(request.field_violations(0).description(), "unknown");
  EXPECT_EQ(request.field_violations(1).field(), "resident.birth_year");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "INVALID_FIELDS");
}

TEST(ErrorsTest, OverloadedSaysWhenToComeBack) {
  const google::rpc::Status status = ToRpcStatus(Overloaded(absl::Milliseconds(1250)));
  EXPECT_EQ(status.code(), static_cast<int>(absl::StatusCode::kResourceExhausted));
  const auto retry = DetailOf<google::rpc::RetryInfo>(status);
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 250'000'000);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "OVERLOADED");
}

TEST(ErrorsTest, ErrorCarriesReasonAndDomain) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(
      ToRpcStatus(Error(absl::StatusCode::kAborted, "ETAG_MISMATCH", "changed meanwhile")));
  EXPECT_EQ(info.reason(), "ETAG_MISMATCH");
  EXPECT_EQ(info.domain(), "klik");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(ToRpcStatus(NotFound())).reason(), "RESOURCE_NOT_FOUND");
}

TEST(ErrorsTest, AnErrorWithoutReasonGetsItsCodeForOne) {
  const google::rpc::Status status = ToRpcStatus(absl::CancelledError("gone"));
  EXPECT_EQ(status.message(), "gone");
  EXPECT_EQ(status.details_size(), 1);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "CANCELLED");
}

TEST(ErrorsTest, OkHasNoDetails) {
  const google::rpc::Status status = ToRpcStatus(absl::OkStatus());
  EXPECT_EQ(status.code(), 0);
  EXPECT_EQ(status.details_size(), 0);
}

TEST(ErrorsTest, CodeNamesAreTheCanonicalOnes) {
  EXPECT_EQ(CodeName(absl::StatusCode::kInvalidArgument), "INVALID_ARGUMENT");
  EXPECT_EQ(CodeName(absl::StatusCode::kUnauthenticated), "UNAUTHENTICATED");
  EXPECT_EQ(CodeName(static_cast<absl::StatusCode>(99)), "UNKNOWN");
}

}  // namespace
}  // namespace klik::services
