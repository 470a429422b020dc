// Text for a terminal: safe characters, columns that line up, colours.
//
// Pure, for any thread.
#ifndef KLIK_CLIENTS_CLI_RENDER_H_
#define KLIK_CLIENTS_CLI_RENDER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace klik::cli {

// The text with a space for every control character, so that a name in a profile can neither break a line nor steer the
// reader's terminal.
std::string Printable(std::string_view text);

// How many columns UTF-8 text takes, counted in code points.
std::size_t DisplayWidth(std::string_view text);

// Colours, or none.
class Paint {
 public:
  explicit Paint(bool enabled) : enabled_(enabled) {}

  std::string Bold(std::string_view text) const { return Wrap("1", text); }
  std::string Dim(std::string_view text) const { return Wrap("2", text); }
  std::string Green(std::string_view text) const { return Wrap("32", text); }
  std::string Yellow(std::string_view text) const { return Wrap("33", text); }

 private:
  std::string Wrap(std::string_view code, std::string_view text) const;

  bool enabled_;
};

enum class Align { kLeft, kRight };

struct Column {
  std::string title;
  Align align = Align::kLeft;
};

struct Row {
  // At most one a column. Made printable by RenderTable.
  std::vector<std::string> cells;
  // Lines under the row, written as they are.
  std::vector<std::string> details;
};

struct Table {
  std::vector<Column> columns;
  std::vector<Row> rows;
};

// The table with its header, each line ended by a newline and without spaces at its end.
std::string RenderTable(const Table& table, const Paint& paint);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_RENDER_H_
