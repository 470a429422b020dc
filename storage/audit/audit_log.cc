#include "storage/audit/audit_log.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

namespace klik::storage {
namespace {

// Entries read at once, so that a long trail is never in memory as a whole.
constexpr std::uint64_t kChunkEntries = 1024;

// Ends a visit that has seen enough.
absl::Status Enough() { return absl::CancelledError("enough"); }

// Walks the chain; stops at the first bad entry.
class Walk {
 public:
  explicit Walk(const std::optional<AuditNote>& note) : note_(note) {}

  absl::Status Visit(std::string_view key, std::string_view value) {
    const std::uint64_t expected = verdict_.head.entry + 1;
    const std::optional<std::uint64_t> entry = ParseAuditKey(key);
    if (!entry.has_value()) return Find(expected, AuditFault::kDamaged);
    if (*entry != expected) return Find(std::min(expected, *entry), AuditFault::kMissing);
    const absl::StatusOr<AuditLink> link = DecodeAuditLink(key, value);
    if (!link.ok()) return Find(expected, AuditFault::kDamaged);
    if (!Follows(verdict_.head, *link)) return Find(expected, AuditFault::kNotChained);
    verdict_.head = {expected, link->hash, link->time};
    if (note_.has_value() && note_->entry == expected && note_->hash != link->hash) {
      return Find(expected, AuditFault::kNotAsNoted);
    }
    return absl::OkStatus();
  }

  // After the last entry: that it is the one to end with.
  AuditVerdict End(const absl::StatusOr<AuditHead>& stored) && {
    if (verdict_.finding.has_value()) return std::move(verdict_);
    const std::uint64_t last = verdict_.head.entry;
    const std::uint64_t noted = note_.has_value() ? note_->entry : 0;
    if (!stored.ok()) {
      Find(last, AuditFault::kNotTheEnd).IgnoreError();
    } else if (std::max(stored->entry, noted) > last) {
      Find(last + 1, AuditFault::kMissing).IgnoreError();
    } else if (stored->entry < last) {
      Find(stored->entry + 1, AuditFault::kBeyondEnd).IgnoreError();
    } else if (stored->hash != verdict_.head.hash || stored->time != verdict_.head.time) {
      Find(last, AuditFault::kNotTheEnd).IgnoreError();
    }
    return std::move(verdict_);
  }

 private:
  absl::Status Find(std::uint64_t entry, AuditFault fault) {
    verdict_.finding = AuditFinding{entry, fault};
    return Enough();
  }

  const std::optional<AuditNote>& note_;
  AuditVerdict verdict_;
};

// NOT_FOUND is a trail that has not begun.
absl::StatusOr<AuditHead> StoredHead(const Snapshot& snapshot) {
  const absl::StatusOr<std::string> bytes = snapshot.Get(AuditHeadKey());
  if (absl::IsNotFound(bytes.status())) return AuditHead();
  if (!bytes.ok()) return bytes.status();
  return DecodeAuditHead(*bytes);
}

// Which tags may be opened, and as whose.
absl::StatusOr<std::map<std::string, std::string>> ReadableTags(const AuditQuery& query, const Sealer& sealer) {
  std::map<std::string, std::string> subjects;
  const std::vector<std::string> only = {query.subject};
  for (const std::string& subject : query.subject.empty() ? query.readable : only) {
    absl::StatusOr<std::string> tag = sealer.Tag(subject);
    if (absl::IsNotFound(tag.status())) continue;
    if (!tag.ok()) return tag.status();
    subjects.emplace(*std::move(tag), subject);
  }
  return subjects;
}

bool IsAskedFor(const AuditQuery& query, const std::map<std::string, std::string>& subjects, const SealedEvent& event) {
  if (!query.account.empty() && event.event.account != query.account) return false;
  return query.subject.empty() || std::any_of(event.parts.begin(), event.parts.end(),
                                              [&](const AuditPart& part) { return subjects.contains(part.tag); });
}

}  // namespace

absl::StatusOr<AuditVerdict> VerifyAudit(const Snapshot& snapshot, const std::optional<AuditNote>& note) {
  Walk walk(note);
  const absl::Status scanned = snapshot.Scan(
      WholeAuditRange(), [&](std::string_view key, std::string_view value) { return walk.Visit(key, value); });
  if (!scanned.ok() && !absl::IsCancelled(scanned)) return scanned;
  const absl::StatusOr<AuditHead> stored = StoredHead(snapshot);
  if (absl::IsUnavailable(stored.status())) return stored.status();
  return std::move(walk).End(stored);
}

absl::StatusOr<AuditVerdict> AuditLog::Verify(const std::optional<AuditNote>& note) const {
  const auto snapshot = store_.OpenSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  return VerifyAudit(**snapshot, note);
}

absl::StatusOr<AuditPage> AuditLog::List(const AuditQuery& query) const {
  const auto subjects = ReadableTags(query, sealer_);
  if (!subjects.ok()) return subjects.status();
  const auto snapshot = store_.OpenSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  const absl::StatusOr<AuditHead> head = StoredHead(**snapshot);
  if (!head.ok()) return head.status();
  const SubjectOfTag subject_of = [&](const std::string& tag) -> std::optional<std::string> {
    const auto found = subjects->find(tag);
    return found == subjects->end() ? std::nullopt : std::optional(found->second);
  };
  AuditPage page;
  std::uint64_t end = query.before == 0 ? head->entry + 1 : std::min(query.before, head->entry + 1);
  while (end > 1 && page.entries.size() <= query.limit) {
    const std::uint64_t first = end > kChunkEntries ? end - kChunkEntries : 1;
    std::vector<AuditEntry> chunk;
    const auto collect = [&](std::string_view key, std::string_view value) -> absl::Status {
      const std::uint64_t entry = ParseAuditKey(key).value_or(0);
      absl::StatusOr<AuditLink> link = DecodeAuditLink(key, value);
      if (!link.ok()) return link.status();
      absl::StatusOr<SealedEvent> sealed = DecodeAuditBody(entry, link->body);
      if (!sealed.ok()) return sealed.status();
      if (!IsAskedFor(query, *subjects, *sealed)) return absl::OkStatus();
      absl::StatusOr<AuditEntry> opened = OpenEvent(*std::move(sealed), entry, link->time, sealer_, subject_of);
      if (!opened.ok()) return opened.status();
      chunk.push_back(*std::move(opened));
      return absl::OkStatus();
    };
    if (absl::Status scanned = (*snapshot)->Scan(AuditRange(first, end), collect); !scanned.ok()) return scanned;
    std::move(chunk.rbegin(), chunk.rend(), std::back_inserter(page.entries));
    end = first;
  }
  page.more = page.entries.size() > query.limit;
  if (page.more) page.entries.resize(query.limit);
  return page;
}

}  // namespace klik::storage
