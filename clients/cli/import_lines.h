// The lines of an import file: reading them in bounded memory, and turning one into a record.
#ifndef KLIK_CLIENTS_CLI_IMPORT_LINES_H_
#define KLIK_CLIENTS_CLI_IMPORT_LINES_H_

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klik/v1/transfer_service.pb.h"

namespace klik::cli {

// Without the newline. The largest record that the API allows is far smaller.
inline constexpr std::size_t kMaxLineBytes = 256 * 1024;

// Reads line by line and holds one line at most. For one thread.
class LineReader {
 public:
  enum class Outcome { kLine, kTooLong, kEnd, kFailed };

  // The stream must outlive the reader.
  explicit LineReader(std::istream& in) : in_(in), buffer_(kMaxLineBytes + 1) {}

  // Sets `line` when the outcome is kLine. A line that is too long is read past, so the next call gives the next one.
  Outcome Next(std::string& line);

  // So far, newlines included.
  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  std::istream& in_;
  std::vector<char> buffer_;
  std::uint64_t bytes_read_ = 0;
};

// Nothing but white space.
bool IsBlank(std::string_view line);

// Fills the record from protobuf JSON. What is returned says what is wrong, and repeats nothing of the line but the
// names of known fields: an import file holds personal data, and errors end up in logs and mails.
std::optional<v1::ImportError> ParseRecord(std::string_view line, v1::ImportRecord& record);

// The error of a line that is longer than kMaxLineBytes.
v1::ImportError LineTooLong();

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_IMPORT_LINES_H_
