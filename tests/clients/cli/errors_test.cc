#include "clients/cli/errors.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace klik::cli {
namespace {

grpc::Status WithDetails(grpc::StatusCode code, const std::string& message, const google::rpc::Status& details) {
  return grpc::Status(code, message, details.SerializeAsString());
}

TEST(DescribeErrorTest, NamesTheCodeAndEveryField) {
  google::rpc::ErrorInfo info;
  info.set_reason("INVALID_FIELD");
  google::rpc::BadRequest bad_request;
  auto* violation = bad_request.add_field_violations();
  violation->set_field("resident.place.postcode");
  violation->set_description("unknown postcode");
  violation = bad_request.add_field_violations();
  violation->set_field("resident.birth_year");
  violation->set_description("must lie in 1906 to 2026");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  details.add_details()->PackFrom(bad_request);
  EXPECT_EQ(
      DescribeError(WithDetails(grpc::StatusCode::INVALID_ARGUMENT, "2 fields are wrong", details)),
      "INVALID_ARGUMENT: resident.place.postcode: unknown postcode; resident.birth_year: must lie in 1906 to 2026");
}

TEST(DescribeErrorTest, WithoutFieldsTheMessageAndTheReason) {
  google::rpc::ErrorInfo info;
  info.set_reason("RESIDENT_NOT_FOUND");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  EXPECT_EQ(DescribeError(WithDetails(grpc::StatusCode::NOT_FOUND, "no such resident", details)),
            "NOT_FOUND: no such resident [RESIDENT_NOT_FOUND]");
}

TEST(DescribeErrorTest, CodeAloneWhenThatIsAllThereIs) {
  EXPECT_EQ(DescribeError(grpc::Status(grpc::StatusCode::UNAVAILABLE, "")), "UNAVAILABLE");
  EXPECT_EQ(DescribeError(grpc::Status(grpc::StatusCode::DO_NOT_USE, "")), "UNKNOWN");
}

TEST(DescribeErrorTest, DetailsThatDoNotParseAreLeftOut) {
  EXPECT_EQ(DescribeError(grpc::Status(grpc::StatusCode::ABORTED, "etag mismatch", "\xFF\xFF")),
            "ABORTED: etag mismatch");
}

TEST(DescribeErrorTest, IsOneLineWhateverTheServerSends) {
  EXPECT_EQ(DescribeError(grpc::Status(grpc::StatusCode::INTERNAL, "one\ntwo\033[2J")), "INTERNAL: one two [2J");
}

TEST(DescribeErrorTest, OfAnImportedRecord) {
  v1::ImportError error;
  error.set_code("INVALID_ARGUMENT");
  error.set_reason("INVALID_FIELD");
  error.set_message("1 field is wrong");
  EXPECT_EQ(DescribeError(error), "INVALID_ARGUMENT: 1 field is wrong [INVALID_FIELD]");
  auto* violation = error.add_violations();
  violation->set_field("activity.title");
  violation->set_description("required");
  EXPECT_EQ(DescribeError(error), "INVALID_ARGUMENT: activity.title: required");
  EXPECT_EQ(DescribeError(v1::ImportError()), "UNKNOWN");
}

}  // namespace
}  // namespace klik::cli
