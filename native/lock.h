// The lock word, and a word that counts (for semaphores, events, conditions).
//
// lock word: 0 = free, else the owner's id | kWait (somebody sleeps) ; kDead alone = its owner died while holding it.
#pragma once

#include <memory>
#include <vector>

#include "owners.h"
#include "segment.h"

namespace lanescope {

constexpr uint32_t kWait = 1u << 31;
constexpr uint32_t kDead = 1u << 30;
constexpr uint32_t kOwnerMask = (1u << kOwnerBits) - 1;

struct LockSlot {
  std::atomic<uint32_t> word;
  /** Of a lock that its holder may acquire again: how often he did. Written by the holder alone; 0 for who comes next. */
  std::atomic<uint32_t> depth;
  /** How often an owner died while holding it. */
  std::atomic<uint32_t> abandoned;
  std::atomic<uint32_t> reserved;
  /** Written by the holder alone. */
  std::atomic<uint64_t> acquisitions;
  std::atomic<uint64_t> contended;
};
static_assert(sizeof(LockSlot) <= kSlotBytes);

/** A counter whose waiters are known, so that a `give` without any costs no system call. */
struct CountSlot {
  std::atomic<uint32_t> value;
  /** At least the number of sleepers; one that was killed is never taken off, which only costs wakes. */
  std::atomic<uint32_t> sleepers;
};

enum class Result : int32_t {
  done = 0,
  /** Done, and the lock's owner before had died: what it guards may be half written. */
  ownerDied = 1,
  timeout = 2,
  cancelled = 3,
  /** The owner is not registered (any more). */
  unknownOwner = 4,
};

enum class Released : int32_t { done, notHeld, notOwner };

/** What somebody waits for. `root` keeps the owner table mapped, `segment` the word. */
struct Wish {
  enum class Kind { lock, take, change };

  Kind kind = Kind::lock;
  std::shared_ptr<Segment> root;
  std::shared_ptr<Segment> segment;
  Owners owners;
  std::atomic<uint32_t>* word = nullptr;
  uint64_t position = 0;
  /** Who asks for a lock. */
  uint32_t owner = 0;
  /** `change`: the value to see the end of. */
  uint32_t expected = 0;

  LockSlot* lock() const { return reinterpret_cast<LockSlot*>(word); }
  CountSlot* count() const { return reinterpret_cast<CountSlot*>(word); }
};

/** How long a sleeper sleeps before it looks whether the owner has died. */
constexpr int64_t kTickNs = 100'000'000;

/**
 * Tries to fulfil a wish.
 *
 * @param asleep Whether others may be sleeping: the lock is then taken with kWait set.
 * @param lookForDeath Whether to ask the system if a lock's owner is alive.
 * @param result What became of it.
 * @param sleepOn Otherwise the value to sleep on.
 * @returns Whether it is fulfilled.
 */
bool attempt(const Wish& wish, bool asleep, bool lookForDeath, Result* result, uint32_t* sleepOn);

/** Before the first sleep, once per wish. For locks, pins the owner. @returns False for an unknown owner. */
bool beginWait(const Wish& wish);
/** After the last one. `fulfilled`: a lock stays pinned while it is held. */
void endWait(const Wish& wish, bool fulfilled);

/** Takes the lock if it is free. @returns done, ownerDied, timeout (it is held) or unknownOwner. */
Result tryLock(LockSlot* lock, Owners owners, uint32_t owner);

/** Takes the lock if it is free and nobody died while holding it. @returns Whether it did. */
bool tryLockSound(LockSlot* lock, Owners owners, uint32_t owner);

/**
 * Fulfils a wish, sleeping where needed.
 *
 * @param deadlineNs On the monotonic clock; INT64_MAX for never.
 * @param interrupted Asked after every tick; true ends the wait with `cancelled`.
 */
template <typename Interrupted>
Result fulfil(const Wish& wish, int64_t deadlineNs, Interrupted interrupted) {
  if (!beginWait(wish)) return Result::unknownOwner;
  Result result = Result::timeout;
  bool lookForDeath = false;
  bool slept = false;
  for (;;) {
    uint32_t sleepOn = 0;
    if (attempt(wish, slept, lookForDeath, &result, &sleepOn)) break;
    const int64_t now = platform::monotonicNs();
    result = Result::timeout;
    if (now >= deadlineNs) break;
    const int64_t left = deadlineNs - now;
    lookForDeath = platform::wait(wish.segment->mapping(), wish.word, sleepOn, left < kTickNs ? left : kTickNs);
    slept = true;
    if (lookForDeath && interrupted()) {
      result = Result::cancelled;
      break;
    }
  }
  endWait(wish, result == Result::done || result == Result::ownerDied);
  return result;
}

/** Acquires it once more, where that owner holds it. @returns Whether he does. */
bool lockAgain(LockSlot* lock, uint32_t owner);

enum class Lowered : uint32_t { notOwner, done, last };

/** Releases it once, where its holder has to do so more often. @returns `last`, nothing changed, where `unlock` is next. */
Lowered unlockOnce(LockSlot* lock, uint32_t owner);

/** @param required Who must hold it; 0 for anybody (Python's Lock). */
Released unlock(LockSlot* lock, Owners owners, const platform::Mapping& mapping, uint32_t required);

/** Frees the lock if its owner is gone, so that the next one gets `ownerDied`. @returns Whether it was. */
bool recover(LockSlot* lock, const Owners& owners, const platform::Mapping& mapping);

/** Adds permits and wakes sleepers. @returns False, changing nothing, where `most` would be exceeded. */
bool give(CountSlot* count, const platform::Mapping& mapping, uint32_t permits, uint32_t most);

}  // namespace lanescope
