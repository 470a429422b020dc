#include "clients/cli/render.h"

#include <gtest/gtest.h>

namespace klik::cli {
namespace {

TEST(DisplayWidthTest, CountsCodePointsNotBytes) {
  EXPECT_EQ(DisplayWidth(""), 0U);
  EXPECT_EQ(DisplayWidth("Truus"), 5U);
  EXPECT_EQ(DisplayWidth("Zoë"), 3U);
  EXPECT_EQ(DisplayWidth("Yıldız €5"), 9U);
}

TEST(PrintableTest, LeavesNoControlCharacter) {
  EXPECT_EQ(Printable("Zoë de Boer"), "Zoë de Boer");
  EXPECT_EQ(Printable("a\nb\tc\x7f"), "a b c ");
  EXPECT_EQ(Printable("\033[2Jgone"), " [2Jgone");
  // U+009B starts a terminal sequence as ESC [ does.
  EXPECT_EQ(Printable("\xC2\x9B"
                      "2J"),
            " 2J");
  EXPECT_EQ(Printable("\xC2\xA0"), "\xC2\xA0");
}

TEST(RenderTableTest, ColumnsLineUpWithAccentsAndDetails) {
  Table table;
  table.columns = {{"#", Align::kRight}, {"Wie"}, {"Reis"}};
  table.rows = {{{"1", "Zoë", "fiets"}, {"    + Houdt ook van zingen."}}, {{"10", "Anneke", ""}, {}}};
  EXPECT_EQ(RenderTable(table, Paint(false)),
            " #  Wie     Reis\n"
            " 1  Zoë     fiets\n"
            "    + Houdt ook van zingen.\n"
            "10  Anneke\n");
}

TEST(RenderTableTest, TextOfAProfileCannotBreakALine) {
  Table table;
  table.columns = {{"Wie"}};
  table.rows = {{{"Jan\nklik: OK"}, {}}};
  EXPECT_EQ(RenderTable(table, Paint(false)), "Wie\nJan klik: OK\n");
}

TEST(PaintTest, OnlyWhenEnabled) {
  EXPECT_EQ(Paint(false).Bold("x"), "x");
  EXPECT_EQ(Paint(true).Bold("x"), "\033[1mx\033[0m");
}

}  // namespace
}  // namespace klik::cli
