// Lists, page by page: complete, in order, of one revision, and with tokens that nobody can make.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "klik/v1/organisation_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/taxonomy_service.grpc.pb.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/page_token.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::services {
namespace {

using testing::Call;
using ::testing::ElementsAre;
using testing::Outcome;
using Stub = v1::OrganisationService::Stub;

class PagesTest : public ::testing::Test {
 protected:
  std::string Create() {
    v1::CreateOrganisationRequest request;
    request.mutable_organisation()->set_title("Zangvereniging");
    return Call(*organisations_, &Stub::CreateOrganisation, request).value().name();
  }

  Outcome<v1::ListOrganisationsResponse> List(int page_size, const std::string& page_token = "") {
    v1::ListOrganisationsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return Call(*organisations_, &Stub::ListOrganisations, request);
  }

  // From the page of `token` to the end.
  std::vector<std::string> ListAll(int page_size, std::string token = "") {
    std::vector<std::string> names;
    do {
      const auto page = List(page_size, token).value();
      EXPECT_LE(page.organisations_size(), page_size);
      for (const auto& organisation : page.organisations()) names.push_back(organisation.name());
      token = page.next_page_token();
    } while (!token.empty());
    return names;
  }

  std::vector<std::string> CreateMany(int count) {
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) names.push_back(Create());
    std::sort(names.begin(), names.end());
    return names;
  }

  testing::TestServer server_;
  std::unique_ptr<Stub> organisations_ = server_.Stub<v1::OrganisationService>();
};

TEST_F(PagesTest, TellsEverythingOnceInOrderOfName) {
  EXPECT_THAT(ListAll(2), ElementsAre());
  const std::vector<std::string> names = CreateMany(6);
  for (const int size : {1, 2, 3, 4, 6, 7}) EXPECT_EQ(ListAll(size), names) << size;
}

TEST_F(PagesTest, TakesFiftyUnlessToldAndNeverOverAThousand) {
  CreateMany(51);
  EXPECT_EQ(List(0).value().organisations_size(), 50);
  EXPECT_EQ(List(100'000).value().organisations_size(), 51);
  EXPECT_THAT(List(-1).fields(), ElementsAre("page_size"));
}

TEST_F(PagesTest, GoesOnFromTheRevisionItBeganWith) {
  const std::vector<std::string> names = CreateMany(5);
  const auto first = List(2).value();
  CreateMany(20);
  v1::DeleteOrganisationRequest removal;
  removal.set_name(names[4]);
  Call(*organisations_, &Stub::DeleteOrganisation, removal).value();
  EXPECT_THAT(ListAll(2, first.next_page_token()), ElementsAre(names[2], names[3], names[4]));
}

TEST_F(PagesTest, ForgetsARevisionAfterAWhile) {
  CreateMany(3);
  const std::string token = List(1).value().next_page_token();
  server_.clock().Advance(kPinnedSnapshotLifetime);
  // Nothing has changed, so there is nothing to be forgotten.
  List(1, token).value();
  const std::string next = List(1, token).value().next_page_token();
  Create();
  List(1, next).value();
  server_.clock().Advance(kPinnedSnapshotLifetime);
  const auto late = List(1, next);
  EXPECT_EQ(late.status.error_code(), grpc::INVALID_ARGUMENT);
  EXPECT_EQ(late.reason(), "PAGE_TOKEN_EXPIRED");
}

TEST_F(PagesTest, KeepsAFewRevisionsOnly) {
  CreateMany(3);
  const std::string token = List(1).value().next_page_token();
  for (std::size_t i = 0; i < kMaxPinnedSnapshots; ++i) {
    Create();
    if (i + 1 < kMaxPinnedSnapshots) List(1).value();
  }
  // Looking on keeps a revision; the one that was looked at longest ago goes.
  List(1, token).value();
  Create();
  List(1).value();
  List(1, token).value();
  for (std::size_t i = 0; i < kMaxPinnedSnapshots; ++i) {
    Create();
    List(1).value();
  }
  EXPECT_EQ(List(1, token).reason(), "PAGE_TOKEN_EXPIRED");
}

TEST_F(PagesTest, RefusesATokenThatItDidNotMake) {
  CreateMany(3);
  const std::string token = List(1).value().next_page_token();
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(List(1, changed).fields(), ElementsAre("page_token")) << i;
  }
  for (const std::string& forged :
       {std::string("x"), std::string("organisations/a"), token + "A", token.substr(1), std::string(3000, 'A')}) {
    EXPECT_THAT(List(1, forged).fields(), ElementsAre("page_token")) << forged;
  }
  PageTokens elsewhere;
  EXPECT_THAT(List(1, elsewhere.Seal({"klik.v1.OrganisationService/ListOrganisations", 3, "a"})).fields(),
              ElementsAre("page_token"));
}

TEST_F(PagesTest, RefusesATokenOfAnotherList) {
  CreateMany(3);
  const auto residents = server_.Stub<v1::ResidentService>();
  v1::ListResidentsRequest request;
  request.set_page_token(List(1).value().next_page_token());
  EXPECT_THAT(Call(*residents, &v1::ResidentService::Stub::ListResidents, request).fields(), ElementsAre("page_token"));
}

TEST_F(PagesTest, ListsTheTaxonomy) {
  const auto taxonomy = server_.Stub<v1::TaxonomyService>();
  v1::ListTopicsRequest request;
  request.set_page_size(100);
  std::vector<std::string> names;
  do {
    const auto page = Call(*taxonomy, &v1::TaxonomyService::Stub::ListTopics, request).value();
    for (const v1::Topic& topic : page.topics()) names.push_back(topic.name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(names.size(), engine::Taxonomy::BuiltIn().topics().size());
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

TEST(PageTokensTest, OpensWhatItSealed) {
  const PageTokens tokens;
  const auto opened = tokens.Open(tokens.Seal({"query", 18'446'744'073'709'551'615U, "key"}));
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->query, "query");
  EXPECT_EQ(opened->revision, 18'446'744'073'709'551'615U);
  EXPECT_EQ(opened->last_key, "key");
}

}  // namespace
}  // namespace klik::services
