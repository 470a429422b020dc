// An endless, fixed sequence of batches, and what a store must hold after the first n of them. Whoever finds a store
// after a crash can so tell whether it holds whole batches, how many, and all that was acknowledged.
#ifndef KLIK_TESTS_STORAGE_COMMIT_SEQUENCE_H_
#define KLIK_TESTS_STORAGE_COMMIT_SEQUENCE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>

#include "storage/store.h"

namespace klik::storage {

// The `n`th batch, from 1: several keys, small and large, new, changed and deleted. It needs the store at revision n
// - 1.
Batch NthBatch(std::uint64_t n);

// What the first n batches come to, kept beside the store and never read from it.
class SequenceModel {
 public:
  std::uint64_t batches() const { return batches_; }

  // The store is as after some number of batches, at least `acknowledged` and at most one more, and not fewer than the
  // last time. The model moves on to that number.
  ::testing::AssertionResult CatchUp(const Store& store, std::uint64_t acknowledged);

 private:
  std::uint64_t batches_ = 0;
  std::map<std::string, std::string> records_;
};

}  // namespace klik::storage

#endif  // KLIK_TESTS_STORAGE_COMMIT_SEQUENCE_H_
