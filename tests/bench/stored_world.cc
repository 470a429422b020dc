#include "tests/bench/stored_world.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <utility>

#include "engine/index/snapshot_builder.h"
#include "services/registry/change_record.h"
#include "storage/batch.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/bench/world/fail.h"

namespace klik::bench {
namespace {

// Well below what a batch may hold.
constexpr std::size_t kRecordsAtOnce = 4096;

class Writer {
 public:
  Writer(storage::Store& store, const engine::Taxonomy& taxonomy) : store_(store), taxonomy_(taxonomy) {}

  void Write(const engine::Change& change) {
    services::RecordWrite record = services::EncodeChange(change, taxonomy_);
    batch_.Put(std::move(record.key), *std::move(record.value));
    if (batch_.writes().size() == kRecordsAtOnce) Commit();
  }

  void Commit() {
    if (batch_.writes().empty()) return;
    const auto revision = store_.Commit(batch_);
    if (!revision.ok()) Fail(std::string(revision.status().message()));
    batch_ = {};
  }

 private:
  storage::Store& store_;
  const engine::Taxonomy& taxonomy_;
  storage::Batch batch_;
};

}  // namespace

ScratchDirectory::ScratchDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "klik_bench_XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) Fail("cannot make a directory for the bench");
  path_ = name;
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<storage::Store> OpenStore(const ScratchDirectory& directory) {
  auto store = storage::OpenRocksDbStore(directory.path() / "store");
  if (!store.ok()) Fail(std::string(store.status().message()));
  return *std::move(store);
}

void Fill(storage::Store& store, const engine::Snapshot& snapshot) {
  using engine::Kind;
  Writer writer(store, snapshot.taxonomy());
  const auto write = [&](const std::string&, const auto& resource) { writer.Write(resource); };
  snapshot.organisations().ForEach(write);
  snapshot.rows(Kind::kActivity).ForEach([&](const std::string&, const auto& row) { writer.Write(row->activity); });
  snapshot.rows(Kind::kVolunteer).ForEach([&](const std::string&, const auto& row) { writer.Write(row->volunteer); });
  snapshot.rows(Kind::kResident).ForEach([&](const std::string&, const auto& row) { writer.Write(row->resident); });
  snapshot.matches().ForEach(write);
  snapshot.exclusions().ForEach(write);
  writer.Commit();
}

void ForgetFiles(const ScratchDirectory& directory) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory.path())) {
    if (!entry.is_regular_file()) continue;
    const int file = open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    fsync(file);
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
  }
}

}  // namespace klik::bench
