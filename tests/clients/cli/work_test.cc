// `klik work` and `klik counts`.
#include <string>

#include "clients/cli/work_table.h"
#include "tests/clients/cli/client_test.h"

namespace klik::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class WorkCommandTest : public ClientTest {};

TEST_F(WorkCommandTest, ATableWithWhatToDoAndHowMuchMoreThereIs) {
  EXPECT_EQ(Run({"work"}), 0) << err;
  EXPECT_EQ(out,
            "Uiterlijk   Wat                  Wie           Naam in Klik\n"
            "2026-11-27  voorstel loopt af    Truus + Daan  matches/m1\n"
            "    Vraag nog eens.\n"
            "-           er past nog niemand  -             residents/r1\n"
            "En nog 12 keer: er past nog niemand\n");
  EXPECT_EQ(server.work.last_request.language_code(), "nl");
  EXPECT_EQ(server.work.last_request.limit(), 0);
}

TEST_F(WorkCommandTest, PassesItsOptionsOn) {
  EXPECT_EQ(Run({"work", "--kind", "check-in-due", "--kind", "vog-lapses", "--limit", "7", "--lang", "en"}), 0) << err;
  EXPECT_THAT(server.work.last_request.kinds(), ElementsAre(v1::WorkItem::CHECK_IN_DUE, v1::WorkItem::VOG_LAPSES));
  EXPECT_EQ(server.work.last_request.limit(), 7);
  EXPECT_EQ(server.work.last_request.language_code(), "en");
  EXPECT_THAT(out, HasSubstr("And 12 more: nobody fits yet\n"));
  EXPECT_EQ(Run({"work", "--kind", "laundry"}), 2);
  EXPECT_EQ(Run({"work", "--json"}), 0);
  EXPECT_THAT(out, HasSubstr(R"("subject":"matches/m1")"));
}

TEST(RenderWorkTest, NothingToDoIsSaid) {
  EXPECT_EQ(cli::RenderWork({}, cli::Language::kDutch, cli::Paint(false)), "Er ligt nu niets.\n");
}

TEST_F(WorkCommandTest, CountsTellWhatIsHeldBack) {
  EXPECT_EQ(Run({"counts"}), 0) << err;
  EXPECT_EQ(out,
            "collection  state   count\n"
            "residents   ACTIVE    120\n"
            "matches     PAUSED    1-4\n");
  EXPECT_EQ(Run({"counts", "--json"}), 0);
  EXPECT_EQ(out, "{\"residents\":[{\"state\":\"ACTIVE\",\"residents\":120}],\"matches\":[{\"state\":\"PAUSED\"}]}\n");
}

}  // namespace
}  // namespace klik::testing
