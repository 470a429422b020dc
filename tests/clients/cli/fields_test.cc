#include "clients/cli/fields.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "klik/v1/resident_service.pb.h"

namespace klik::cli {
namespace {

TEST(RenderFieldsTest, OneLineAValue) {
  v1::Resident resident;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(R"({
    "name": "residents/r1", "displayName": "Zoë\nde Boer", "birthYear": 1948, "gender": "FEMALE",
    "place": {"postcode": "1693 AB", "latitude": 52.5},
    "interests": [{"topic": "music.choir", "attitude": "LIKES"}, {"topic": "nature.birds", "attitude": "NEVER"}],
    "contactForms": ["HOME_VISIT", "OUTDOORS"], "maxCostCents": 0, "peerLinks": true,
    "vouchers": ["MEEDOEN", "HOORN"], "createTime": "2026-11-23T20:00:00Z"})",
                                                          &resident)
                  .ok());
  EXPECT_EQ(RenderFields(resident),
            "name: residents/r1\n"
            "display_name: Zoë de Boer\n"
            "birth_year: 1948\n"
            "gender: FEMALE\n"
            "place.postcode: 1693 AB\n"
            "place.latitude: 52.5\n"
            "interests[0].topic: music.choir\n"
            "interests[0].attitude: LIKES\n"
            "interests[1].topic: nature.birds\n"
            "interests[1].attitude: NEVER\n"
            "contact_forms: HOME_VISIT, OUTDOORS\n"
            "max_cost_cents: 0\n"
            "vouchers: MEEDOEN, HOORN\n"
            "peer_links: true\n"
            "create_time: 2026-11-23T20:00:00Z\n");
}

}  // namespace
}  // namespace klik::cli
