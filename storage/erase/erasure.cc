#include "storage/erase/erasure.h"

#include "absl/strings/escaping.h"
#include "klik/store/v1/records.pb.h"
#include "storage/record/envelope.h"
#include "storage/record/fields.h"

namespace klik::storage {

std::string CollectionOfKey(std::string_view key) { return std::string(key.substr(0, key.find('/'))); }

std::string EncodeErasure(std::string_view key, const Erasure& erasure) {
  records::Erasure out;
  out.set_erase_time(NanosOf(erasure.erase_time));
  for (const auto& [collection, records] : erasure.records) {
    records::Erasure::Count& count = *out.add_counts();
    count.set_collection(collection);
    count.set_records(records);
  }
  out.set_files(erasure.files);
  out.set_file_bytes(erasure.file_bytes);
  out.set_complete(erasure.complete);
  for (const std::string& trace : erasure.traces) out.add_traces(absl::BytesToHexString(trace));
  for (const std::string& subject : erasure.also) out.add_also(subject);
  return WrapRecord(key, out);
}

absl::StatusOr<Erasure> DecodeErasure(std::string_view key, std::string_view bytes) {
  records::Erasure in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  Erasure erasure;
  erasure.erase_time = TimeOf(in.erase_time());
  for (const records::Erasure::Count& count : in.counts()) erasure.records[count.collection()] = count.records();
  erasure.files = in.files();
  erasure.file_bytes = in.file_bytes();
  erasure.complete = in.complete();
  for (const std::string& trace : in.traces()) erasure.traces.push_back(absl::HexStringToBytes(trace));
  erasure.also.assign(in.also().begin(), in.also().end());
  return erasure;
}

}  // namespace klik::storage
