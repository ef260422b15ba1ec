// Owners: who may hold a lock. An owner is an async context (a task, a Process body), not a process: several live in one.
//
// An owner's id is its slot in the arena's table plus a generation, so that the id of one that is gone never means
// another. Every lock held and every wait for one pins the slot; a task that ends while it holds a lock leaves its slot
// behind until the lock is released or the process is gone.
#pragma once

#include <vector>

#include "platform.h"

namespace lanescope {

constexpr uint32_t kMostOwners = 4096;
/** Bits of an id: 12 of slot, 16 of generation. An id is never 0, for generations begin at 1. */
constexpr uint32_t kOwnerBits = 28;

enum class OwnerState : uint32_t {
  free,
  /** Being filled in. */
  claimed,
  live,
  /** Its task is over; its process lives and a lock is still held in its name. */
  ended,
  /** Its process or thread is gone. */
  dead,
};

struct alignas(64) OwnerSlot {
  /** Generation (16 bits), state (16 bits), pins (32 bits). */
  std::atomic<uint64_t> word;
  std::atomic<uint64_t> start;
  std::atomic<uint32_t> pid;
  /** The Node environment within the process: the main thread, a worker thread. */
  std::atomic<uint32_t> environment;
  /** The caller's own number for it, such as a lane. */
  std::atomic<uint32_t> tag;
  /** Counts waits; equal numbers mean the same wait. */
  std::atomic<uint32_t> waitSerial;
  /** Position of the lock it waits for; 0 for none. */
  std::atomic<uint64_t> waitingFor;
};
static_assert(sizeof(OwnerSlot) == 64);

struct OwnerInfo {
  uint32_t id, pid, environment, tag, waitSerial, pins;
  OwnerState state;
  uint64_t waitingFor;
};

class Owners {
 public:
  Owners() = default;
  explicit Owners(OwnerSlot* slots) : slots_(slots) {}

  /** @returns An id, or 0 where all slots are taken. */
  uint32_t claim(uint32_t environment, uint32_t tag);
  /**
   * The task is over. Unknown ids are ignored: it may have been reaped.
   *
   * @returns Whether a lock is still held, or waited for, in its name.
   */
  bool end(uint32_t id);
  /** Pins a live owner. @returns False where it is not live. */
  bool pin(uint32_t id);
  /** Ignores owners that are gone. */
  void unpin(uint32_t id);

  void waits(uint32_t id, uint64_t position);
  void waitsNoMore(uint32_t id);

  /** Whether nobody will ever release what this owner holds: a stale id, a dead process, an ended thread. */
  bool isGone(uint32_t id) const;

  /**
   * Marks as dead what belongs to that process, whose end was seen. A closed pipe tells of it before the system does: a
   * process that is not gone after a second is taken for alive, and nothing is done. @returns Ids.
   */
  std::vector<uint32_t> markDead(uint32_t pid);
  /** Marks as dead what belongs to an environment of this process, which is ending. */
  void markEnvironmentDead(uint32_t environment);
  /** Frees a dead owner's slot; its locks have been seen to. */
  void release(uint32_t id);

  std::vector<OwnerInfo> snapshot() const;

 private:
  OwnerSlot* slotOf(uint32_t id) const { return &slots_[id & (kMostOwners - 1)]; }

  OwnerSlot* slots_ = nullptr;
};

}  // namespace lanescope
