#include "lock.h"

#include <climits>

namespace lanescope {
namespace {

void add(std::atomic<uint64_t>& counter) {
  // By the holder of the lock alone, so no atomic addition is needed.
  counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

/** Takes a lock that is free, or that the dead left. @returns False where somebody holds it; `seen` is the word then. */
bool take(LockSlot* lock, uint32_t owner, uint32_t extra, Result* result, uint32_t* seen) {
  uint32_t word = lock->word.load(std::memory_order_relaxed);
  while ((word & kOwnerMask) == 0) {
    if (!lock->word.compare_exchange_weak(word, owner | (word & kWait) | extra)) continue;
    *result = (word & kDead) != 0 ? Result::ownerDied : Result::done;
    if (*result == Result::ownerDied) lock->depth.store(0, std::memory_order_relaxed);
    add(lock->acquisitions);
    return true;
  }
  *seen = word;
  return false;
}

bool attemptLock(const Wish& wish, bool asleep, bool lookForDeath, Result* result, uint32_t* sleepOn) {
  LockSlot* lock = wish.lock();
  for (;;) {
    uint32_t word = 0;
    if (take(lock, wish.owner, asleep ? kWait : 0, result, &word)) {
      if (asleep) add(lock->contended);
      return true;
    }
    if (lookForDeath && wish.owners.isGone(word & kOwnerMask)) {
      if (!lock->word.compare_exchange_strong(word, wish.owner | kWait)) continue;
      lock->abandoned.fetch_add(1, std::memory_order_relaxed);
      lock->depth.store(0, std::memory_order_relaxed);
      add(lock->acquisitions);
      add(lock->contended);
      *result = Result::ownerDied;
      return true;
    }
    if ((word & kWait) == 0 && !lock->word.compare_exchange_strong(word, word | kWait)) continue;
    *sleepOn = word | kWait;
    return false;
  }
}

bool attemptTake(const Wish& wish, Result* result, uint32_t* sleepOn) {
  uint32_t value = wish.word->load();
  while (value > 0) {
    if (!wish.word->compare_exchange_weak(value, value - 1)) continue;
    *result = Result::done;
    return true;
  }
  *sleepOn = 0;
  return false;
}

bool attemptChange(const Wish& wish, Result* result, uint32_t* sleepOn) {
  *sleepOn = wish.expected;
  if (wish.word->load() == wish.expected) return false;
  *result = Result::done;
  return true;
}

}  // namespace

bool attempt(const Wish& wish, bool asleep, bool lookForDeath, Result* result, uint32_t* sleepOn) {
  switch (wish.kind) {
    case Wish::Kind::lock:
      return attemptLock(wish, asleep, lookForDeath, result, sleepOn);
    case Wish::Kind::take:
      return attemptTake(wish, result, sleepOn);
    case Wish::Kind::change:
      return attemptChange(wish, result, sleepOn);
  }
  return false;
}

bool beginWait(const Wish& wish) {
  switch (wish.kind) {
    case Wish::Kind::lock: {
      Owners owners = wish.owners;
      if (!owners.pin(wish.owner)) return false;
      owners.waits(wish.owner, wish.position);
      break;
    }
    case Wish::Kind::take:
      wish.count()->sleepers.fetch_add(1);
      break;
    case Wish::Kind::change:
      break;
  }
  return true;
}

void endWait(const Wish& wish, bool fulfilled) {
  switch (wish.kind) {
    case Wish::Kind::lock: {
      Owners owners = wish.owners;
      owners.waitsNoMore(wish.owner);
      if (fulfilled) return;
      owners.unpin(wish.owner);
      // A wake that was meant for whoever sleeps longest may have gone to us: pass it on.
      if ((wish.word->load() & kOwnerMask) == 0) platform::wake(wish.segment->mapping(), wish.word, 1);
      break;
    }
    case Wish::Kind::take:
      wish.count()->sleepers.fetch_sub(1);
      if (!fulfilled && wish.word->load() > 0) platform::wake(wish.segment->mapping(), wish.word, 1);
      break;
    case Wish::Kind::change:
      break;
  }
}

Result tryLock(LockSlot* lock, Owners owners, uint32_t owner) {
  if (!owners.pin(owner)) return Result::unknownOwner;
  Result result = Result::timeout;
  uint32_t word = 0;
  if (!take(lock, owner, 0, &result, &word)) {
    owners.unpin(owner);
    return Result::timeout;
  }
  return result;
}

bool tryLockSound(LockSlot* lock, Owners owners, uint32_t owner) {
  uint32_t word = lock->word.load(std::memory_order_relaxed);
  constexpr uint32_t kUnsound = kOwnerMask | kDead;
  if ((word & kUnsound) != 0 || !owners.pin(owner)) return false;
  do {
    if (lock->word.compare_exchange_weak(word, owner | (word & kWait))) {
      add(lock->acquisitions);
      return true;
    }
  } while ((word & kUnsound) == 0);
  owners.unpin(owner);
  return false;
}

bool lockAgain(LockSlot* lock, uint32_t owner) {
  if (owner == 0 || (lock->word.load(std::memory_order_relaxed) & kOwnerMask) != owner) return false;
  lock->depth.store(lock->depth.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  return true;
}

Lowered unlockOnce(LockSlot* lock, uint32_t owner) {
  if (owner == 0 || (lock->word.load(std::memory_order_relaxed) & kOwnerMask) != owner) return Lowered::notOwner;
  const uint32_t depth = lock->depth.load(std::memory_order_relaxed);
  if (depth == 0) return Lowered::last;
  lock->depth.store(depth - 1, std::memory_order_relaxed);
  return Lowered::done;
}

Released unlock(LockSlot* lock, Owners owners, const platform::Mapping& mapping, uint32_t required) {
  uint32_t word = lock->word.load(std::memory_order_relaxed);
  for (;;) {
    const uint32_t holder = word & kOwnerMask;
    if (holder == 0 && (word & kDead) == 0) return Released::notHeld;
    if (required != 0 && holder != required) return Released::notOwner;
    if (!lock->word.compare_exchange_weak(word, 0)) continue;
    if ((word & kWait) != 0) platform::wake(mapping, &lock->word, 1);
    if (holder != 0) owners.unpin(holder);
    return Released::done;
  }
}

bool recover(LockSlot* lock, const Owners& owners, const platform::Mapping& mapping) {
  uint32_t word = lock->word.load();
  while ((word & kOwnerMask) != 0 && owners.isGone(word & kOwnerMask)) {
    if (!lock->word.compare_exchange_weak(word, kDead | (word & kWait))) continue;
    lock->abandoned.fetch_add(1, std::memory_order_relaxed);
    if ((word & kWait) != 0) platform::wake(mapping, &lock->word, 1);
    return true;
  }
  return false;
}

bool give(CountSlot* count, const platform::Mapping& mapping, uint32_t permits, uint32_t most) {
  uint32_t value = count->value.load();
  do {
    if (permits > most || value > most - permits) return false;
  } while (!count->value.compare_exchange_weak(value, value + permits));
  if (count->sleepers.load() > 0) {
    platform::wake(mapping, &count->value, permits < INT_MAX ? static_cast<int>(permits) : INT_MAX);
  }
  return true;
}

}  // namespace lanescope
