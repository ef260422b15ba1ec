// A small arena: one segment with an owner table and room for slots.
#pragma once

#include <memory>
#include <string>

#include "../lock.h"
#include "../segment.h"
#include "check.h"

struct Fixture {
  Fixture() {
    std::string detail;
    const size_t bytes = lanescope::kPageBytes + lanescope::kMostOwners * sizeof(lanescope::OwnerSlot) + dataBytes;
    CHECK(lanescope::Segment::create(bytes, 7, 0, &segment, &detail) == lanescope::platform::Failure::none);
    owners = lanescope::Owners(reinterpret_cast<lanescope::OwnerSlot*>(segment->data() + lanescope::kPageBytes));
    data = segment->data() + bytes - dataBytes;
  }

  lanescope::LockSlot* lock() const { return reinterpret_cast<lanescope::LockSlot*>(data); }
  lanescope::CountSlot* count() const { return reinterpret_cast<lanescope::CountSlot*>(data + 64); }
  /** Behind a lock of its own. */
  uint64_t* plain() const { return reinterpret_cast<uint64_t*>(data + 128); }

  lanescope::Wish wish(lanescope::Wish::Kind kind, uint32_t ownerOrExpected = 0) const {
    lanescope::Wish wish;
    wish.kind = kind;
    wish.root = wish.segment = segment;
    wish.owners = owners;
    const bool isLock = kind == lanescope::Wish::Kind::lock;
    wish.word = isLock ? &lock()->word : &count()->value;
    wish.position = 1;
    (isLock ? wish.owner : wish.expected) = ownerOrExpected;
    return wish;
  }

  lanescope::Result acquire(uint32_t owner, int64_t deadlineNs = INT64_MAX) const {
    return lanescope::fulfil(wish(lanescope::Wish::Kind::lock, owner), deadlineNs, [] { return false; });
  }
  lanescope::Released release(uint32_t required = 0) const {
    return lanescope::unlock(lock(), owners, segment->mapping(), required);
  }
  uint32_t claim() { return owners.claim(1, 0); }

  static constexpr size_t dataBytes = 1 << 20;
  std::shared_ptr<lanescope::Segment> segment;
  lanescope::Owners owners;
  unsigned char* data = nullptr;
};
