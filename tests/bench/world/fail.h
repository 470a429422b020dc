// How a bench ends that cannot go on: it has nothing to say then. Any thread.
#ifndef KLIK_TESTS_BENCH_WORLD_FAIL_H_
#define KLIK_TESTS_BENCH_WORLD_FAIL_H_

#include <stdexcept>
#include <string>

namespace klik::bench {

// Throws, so that whatever was started is ended.
[[noreturn]] inline void Fail(const std::string& what) { throw std::runtime_error(what); }

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_WORLD_FAIL_H_
