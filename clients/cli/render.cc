#include "clients/cli/render.h"

#include <algorithm>

namespace klik::cli {
namespace {

constexpr std::string_view kGap = "  ";
constexpr unsigned char kDelete = 0x7F;
// The control characters U+0080 to U+009F are this byte and one up to kLastC1.
constexpr unsigned char kC1Lead = 0xC2;
constexpr unsigned char kLastC1 = 0x9F;

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::string RenderLine(const std::vector<Column>& columns, const std::vector<std::size_t>& widths,
                       const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += kGap;
    const std::string padding(widths[i] - DisplayWidth(cells[i]), ' ');
    line += columns[i].align == Align::kRight ? padding + cells[i] : cells[i] + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == kC1Lead && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) <= kLastC1;
    if (byte < ' ' || byte == kDelete || c1) {
      safe += ' ';
      if (c1) ++i;
    } else {
      safe += text[i];
    }
  }
  return safe;
}

std::size_t DisplayWidth(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !IsContinuation(c); }));
}

std::string Paint::Wrap(std::string_view code, std::string_view text) const {
  if (!enabled_) return std::string(text);
  std::string painted = "\033[";
  return painted.append(code).append("m").append(text).append("\033[0m");
}

std::string RenderTable(const Table& table, const Paint& paint) {
  std::vector<std::string> titles;
  std::vector<std::size_t> widths;
  for (const Column& column : table.columns) {
    titles.push_back(column.title);
    widths.push_back(DisplayWidth(column.title));
  }
  std::vector<std::vector<std::string>> cells;
  for (const Row& row : table.rows) {
    std::vector<std::string>& line = cells.emplace_back();
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      line.push_back(Printable(row.cells[i]));
      widths[i] = std::max(widths[i], DisplayWidth(line.back()));
    }
  }
  std::string text = paint.Bold(RenderLine(table.columns, widths, titles)) + "\n";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    text += RenderLine(table.columns, widths, cells[i]) + "\n";
    for (const std::string& detail : table.rows[i].details) text += detail + "\n";
  }
  return text;
}

}  // namespace klik::cli
