#include "services/casework/case_clock.h"

#include <cstddef>
#include <future>
#include <memory>
#include <utility>

#include "services/casework/consequences.h"

namespace klik::services {
namespace {

// In one commit; the next follows at once.
constexpr std::size_t kMaxLapsedAtOnce = 500;

}  // namespace

absl::Status BringLapsed(Registry& registry, const Clock& clock) {
  while (!LapsedAt(*registry.snapshot(), clock.Now(), 1).empty()) {
    auto stored = std::make_shared<std::promise<absl::Status>>();
    std::future<absl::Status> when_stored = stored->get_future();
    Mutation mutation;
    mutation.decide = [](const engine::Snapshot& view, absl::Time now) -> absl::StatusOr<Decision> {
      return Decision{LapsedAt(view, now, kMaxLapsedAtOnce), ""};
    };
    mutation.done = [stored](const absl::StatusOr<Answer>& answer) { stored->set_value(answer.status()); };
    registry.Submit(std::move(mutation));
    if (absl::Status done = when_stored.get(); !done.ok()) return done;
  }
  return absl::OkStatus();
}

CaseClock::CaseClock(Registry& registry, const Clock& clock)
    : registry_(registry), clock_(clock), thread_([this] { Run(); }) {}

CaseClock::~CaseClock() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void CaseClock::Run() {
  for (;;) {
    // What could not be stored is still there the next time; the registry's health tells.
    static_cast<void>(BringLapsed(registry_, clock_));
    const absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kCaseClockInterval)) return;
  }
}

}  // namespace klik::services
