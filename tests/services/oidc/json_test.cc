#include "services/oidc/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace klik::services {
namespace {

using ::testing::ElementsAre;

TEST(JsonTest, OnlyOneObjectIsRead) {
  for (const char* text : {"", " ", "null", "7", "[]", "\"a\"", "{", "{}}", "{} {}", R"({"a":1,"a":1})",
                           R"({"b":{"a":1,"a":2}})", "{\"a\":\"\\u0000\"}", "{\"a\":\"\xFF\"}", "{a:1}"}) {
    EXPECT_FALSE(Json::ParseObject(text).has_value()) << text;
  }
  EXPECT_FALSE(Json::ParseObject(R"({"a":)" + std::string(100'000, '[')).has_value());
  EXPECT_TRUE(Json::ParseObject(R"( {"a":1,"b":{"a":1}} )").has_value());
}

TEST(JsonTest, AValueOfAnotherKindIsNotThere) {
  const Json json = Json::ParseObject(
                        R"({"text":"a","list":["a","b"],"mixed":["a",1],"number":7,"real":1.5,"huge":1e300,
                            "true":true,"null":null,"objects":[{"a":"b"},7]})")
                        .value();
  EXPECT_EQ(json.Text("text"), "a");
  EXPECT_EQ(json.Text("number"), std::nullopt);
  EXPECT_EQ(json.Text("none"), std::nullopt);
  EXPECT_THAT(json.Texts("text").value(), ElementsAre("a"));
  EXPECT_THAT(json.Texts("list").value(), ElementsAre("a", "b"));
  EXPECT_EQ(json.Texts("mixed"), std::nullopt);
  EXPECT_EQ(json.Texts("none"), std::nullopt);
  EXPECT_EQ(json.Time("number"), absl::FromUnixSeconds(7));
  EXPECT_EQ(json.Time("real"), absl::FromUnixSeconds(1));
  EXPECT_EQ(json.Time("huge"), std::nullopt);
  EXPECT_EQ(json.Time("text"), std::nullopt);
  EXPECT_TRUE(json.IsTrue("true"));
  EXPECT_FALSE(json.IsTrue("number"));
  EXPECT_TRUE(json.Has("null"));
  EXPECT_FALSE(json.Has("none"));
  const auto objects = json.Objects("objects");
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects[0].Text("a"), "b");
  EXPECT_TRUE(json.Objects("text").empty());
}

}  // namespace
}  // namespace klik::services
