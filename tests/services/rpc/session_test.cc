// Sessions, as a client sees them.
#include <string>

#include "gmock/gmock.h"
#include "services/accounts/account_directory.h"
#include "tests/services/rpc/account_server.h"

namespace klik::services {
namespace {

using testing::Person;

class SessionTest : public testing::AccountTest {
 protected:
  v1::ListSessionsResponse List(const std::string& token) {
    return Session(&Sessions::ListSessions, v1::ListSessionsRequest(), token).value();
  }
  testing::Outcome<v1::EndSessionResponse> End(const std::string& session, const std::string& token) {
    v1::EndSessionRequest request;
    request.set_session(session);
    return Session(&Sessions::EndSession, request, token);
  }

  const Person person_ = FirstAdministrator();
};

TEST_F(SessionTest, SigningOutEndsItForTheVeryNextCall) {
  const std::string other = SignIn(person_).value().token();
  ASSERT_TRUE(Session(&Sessions::SignOut, v1::SignOutRequest(), person_.token).status.ok());
  EXPECT_FALSE(GetsIn(person_.token));
  EXPECT_TRUE(GetsIn(other));
}

TEST_F(SessionTest, OnesOwnAreListedAndEnded) {
  const std::string other = SignIn(person_).value().token();
  const auto listed = List(other);
  ASSERT_EQ(listed.sessions_size(), 2);
  int current = 0;
  std::string first;
  for (const v1::Session& session : listed.sessions()) {
    current += session.current() ? 1 : 0;
    if (!session.current()) first = session.name();
  }
  EXPECT_EQ(current, 1);
  ASSERT_TRUE(End(first, other).status.ok());
  EXPECT_FALSE(GetsIn(person_.token));
  EXPECT_EQ(List(other).sessions_size(), 1);
  EXPECT_EQ(End(first, other).status.error_code(), grpc::NOT_FOUND);
}

TEST_F(SessionTest, AnothersIsNotThere) {
  const Person els = NewPerson(person_, "els", "roles: COORDINATOR municipality: 'GM0420'");
  const std::string others = List(person_.token).sessions(0).name();
  const auto refused = End(others, els.token);
  const auto nothing = End("sessions/aaaaaaaaaaaaaaaaaaaaaaaaaa", els.token);
  EXPECT_EQ(refused.status.error_code(), grpc::NOT_FOUND);
  EXPECT_EQ(refused.status.error_message(), nothing.status.error_message());
  EXPECT_EQ(refused.status.error_details(), nothing.status.error_details());
  EXPECT_TRUE(GetsIn(person_.token));
  EXPECT_EQ(List(els.token).sessions_size(), 1);
  EXPECT_THAT(End("accounts/a", els.token).fields(), ::testing::ElementsAre("session"));
}

TEST_F(SessionTest, EndsWhenNobodyUsesIt) {
  clock_.Advance(kSessionIdleLimit - absl::Seconds(1));
  EXPECT_TRUE(GetsIn(person_.token));
  clock_.Advance(kSessionIdleLimit);
  EXPECT_FALSE(GetsIn(person_.token));
}

TEST_F(SessionTest, EndsInAnyCaseAfterTwelveHours) {
  const absl::Time start = clock_.Now();
  while (clock_.Now() + absl::Minutes(10) < start + kSessionLimit) {
    clock_.Advance(absl::Minutes(10));
    ASSERT_TRUE(GetsIn(person_.token)) << clock_.Now() - start;
  }
  clock_.Advance(absl::Minutes(10));
  EXPECT_FALSE(GetsIn(person_.token));
}

TEST_F(SessionTest, ARestartKeepsIt) {
  clock_.Advance(absl::Minutes(10));
  EXPECT_TRUE(GetsIn(person_.token));
  Restart();
  // What was noted of its use counts on.
  clock_.Advance(absl::Minutes(9));
  EXPECT_TRUE(GetsIn(person_.token));
  Restart();
  ASSERT_TRUE(Session(&Sessions::SignOut, v1::SignOutRequest(), person_.token).status.ok());
  Restart();
  EXPECT_FALSE(GetsIn(person_.token));
}

TEST_F(SessionTest, AHeaderThatIsNoneOfOursIsRefused) {
  for (const char* token : {"kliks_", "kliks_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "x", "klik_x"}) {
    EXPECT_FALSE(GetsIn(token)) << token;
  }
  EXPECT_FALSE(GetsIn(""));
  // Two headers: which one counts would be a guess.
  Sessions stub(server_->channel());
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + person_.token);
  context.AddMetadata("authorization", "Bearer x");
  v1::ListSessionsResponse response;
  EXPECT_EQ(stub.ListSessions(&context, v1::ListSessionsRequest(), &response).error_code(), grpc::UNAUTHENTICATED);
}

}  // namespace
}  // namespace klik::services
