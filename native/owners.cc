#include "owners.h"

#include <chrono>
#include <thread>

namespace lanescope {
namespace {

constexpr uint64_t kPinMask = 0xffffffff;

constexpr uint64_t pack(uint32_t generation, OwnerState state, uint64_t pins) {
  return (static_cast<uint64_t>(generation) << 48) | (static_cast<uint64_t>(state) << 32) | pins;
}
constexpr uint32_t generationOf(uint64_t word) { return static_cast<uint32_t>(word >> 48); }
constexpr OwnerState stateOf(uint64_t word) { return static_cast<OwnerState>((word >> 32) & 0xffff); }
constexpr uint64_t pinsOf(uint64_t word) { return word & kPinMask; }

constexpr uint32_t generationOfId(uint32_t id) { return id >> 12; }

}  // namespace

uint32_t Owners::claim(uint32_t environment, uint32_t tag) {
  const platform::Process self = platform::self();
  for (uint32_t index = 0; index < kMostOwners; index++) {
    OwnerSlot& slot = slots_[index];
    uint64_t word = slot.word.load(std::memory_order_relaxed);
    if (stateOf(word) != OwnerState::free) continue;
    uint32_t generation = (generationOf(word) + 1) & 0xffff;
    if (generation == 0) generation = 1;
    if (!slot.word.compare_exchange_strong(word, pack(generation, OwnerState::claimed, 0))) continue;
    slot.pid.store(self.pid, std::memory_order_relaxed);
    slot.start.store(self.start, std::memory_order_relaxed);
    slot.environment.store(environment, std::memory_order_relaxed);
    slot.tag.store(tag, std::memory_order_relaxed);
    slot.waitingFor.store(0, std::memory_order_relaxed);
    slot.word.store(pack(generation, OwnerState::live, 0), std::memory_order_release);
    return index | (generation << 12);
  }
  return 0;
}

bool Owners::end(uint32_t id) {
  OwnerSlot* slot = slotOf(id);
  uint64_t word = slot->word.load();
  for (;;) {
    if (generationOf(word) != generationOfId(id) || stateOf(word) != OwnerState::live) return false;
    const bool isPinned = pinsOf(word) != 0;
    const OwnerState next = isPinned ? OwnerState::ended : OwnerState::free;
    if (slot->word.compare_exchange_weak(word, pack(generationOf(word), next, pinsOf(word)))) return isPinned;
  }
}

bool Owners::pin(uint32_t id) {
  OwnerSlot* slot = slotOf(id);
  uint64_t word = slot->word.load(std::memory_order_acquire);
  do {
    if (generationOf(word) != generationOfId(id) || stateOf(word) != OwnerState::live) return false;
  } while (!slot->word.compare_exchange_weak(word, word + 1));
  return true;
}

void Owners::unpin(uint32_t id) {
  OwnerSlot* slot = slotOf(id);
  uint64_t word = slot->word.load(std::memory_order_acquire);
  for (;;) {
    if (generationOf(word) != generationOfId(id) || pinsOf(word) == 0) return;
    const bool last = stateOf(word) == OwnerState::ended && pinsOf(word) == 1;
    const uint64_t next = last ? pack(generationOf(word), OwnerState::free, 0) : word - 1;
    if (slot->word.compare_exchange_weak(word, next)) return;
  }
}

void Owners::waits(uint32_t id, uint64_t position) {
  OwnerSlot* slot = slotOf(id);
  slot->waitSerial.fetch_add(1, std::memory_order_relaxed);
  slot->waitingFor.store(position, std::memory_order_release);
}

void Owners::waitsNoMore(uint32_t id) { slotOf(id)->waitingFor.store(0, std::memory_order_release); }

bool Owners::isGone(uint32_t id) const {
  const OwnerSlot* slot = slotOf(id);
  const uint64_t word = slot->word.load(std::memory_order_acquire);
  if (generationOf(word) != generationOfId(id)) return true;
  switch (stateOf(word)) {
    case OwnerState::free:
    case OwnerState::claimed:
    case OwnerState::dead:
      return true;
    case OwnerState::live:
    case OwnerState::ended:
      break;
  }
  const platform::Process process = {slot->pid.load(std::memory_order_relaxed),
                                     slot->start.load(std::memory_order_relaxed)};
  if (!platform::isDead(process)) return false;
  // The slot may have been given to another owner meanwhile; then this one is gone too.
  return true;
}

namespace {

/** How long a process whose end was seen may take to be gone for the system, too. */
constexpr auto kEndTakes = std::chrono::seconds(1);
constexpr auto kLookEvery = std::chrono::microseconds(200);

bool endsBefore(std::chrono::steady_clock::time_point deadline, const platform::Process& process) {
  while (!platform::isDead(process)) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(kLookEvery);
  }
  return true;
}

}  // namespace

std::vector<uint32_t> Owners::markDead(uint32_t pid) {
  std::vector<uint32_t> ids;
  const bool isOwn = pid == platform::self().pid;
  const auto deadline = std::chrono::steady_clock::now() + (isOwn ? std::chrono::seconds(0) : kEndTakes);
  for (uint32_t index = 0; index < kMostOwners; index++) {
    OwnerSlot& slot = slots_[index];
    uint64_t word = slot.word.load(std::memory_order_acquire);
    if (stateOf(word) == OwnerState::free || slot.pid.load(std::memory_order_relaxed) != pid) continue;
    // One killed while it claimed a slot has left fields of the one before it, or its own.
    const platform::Process process = {pid, slot.start.load(std::memory_order_relaxed)};
    if (stateOf(word) != OwnerState::dead && !endsBefore(deadline, process)) continue;
    const uint32_t generation = generationOf(word);
    while (generationOf(word) == generation && stateOf(word) != OwnerState::free) {
      if (!slot.word.compare_exchange_weak(word, pack(generation, OwnerState::dead, pinsOf(word)))) continue;
      ids.push_back(index | (generation << 12));
      break;
    }
  }
  return ids;
}

void Owners::markEnvironmentDead(uint32_t environment) {
  const uint32_t pid = platform::self().pid;
  for (uint32_t index = 0; index < kMostOwners; index++) {
    OwnerSlot& slot = slots_[index];
    uint64_t word = slot.word.load(std::memory_order_acquire);
    if (slot.pid.load(std::memory_order_relaxed) != pid) continue;
    if (slot.environment.load(std::memory_order_relaxed) != environment) continue;
    while (stateOf(word) == OwnerState::live || stateOf(word) == OwnerState::ended) {
      const OwnerState next = pinsOf(word) == 0 ? OwnerState::free : OwnerState::dead;
      if (slot.word.compare_exchange_weak(word, pack(generationOf(word), next, pinsOf(word)))) break;
    }
  }
}

void Owners::release(uint32_t id) {
  OwnerSlot* slot = slotOf(id);
  uint64_t word = slot->word.load();
  if (generationOf(word) != generationOfId(id) || stateOf(word) != OwnerState::dead) return;
  slot->word.compare_exchange_strong(word, pack(generationOf(word), OwnerState::free, 0));
}

std::vector<OwnerInfo> Owners::snapshot() const {
  std::vector<OwnerInfo> infos;
  for (uint32_t index = 0; index < kMostOwners; index++) {
    const OwnerSlot& slot = slots_[index];
    const uint64_t word = slot.word.load(std::memory_order_acquire);
    const OwnerState state = stateOf(word);
    if (state == OwnerState::free || state == OwnerState::claimed) continue;
    infos.push_back({index | (generationOf(word) << 12), slot.pid.load(std::memory_order_relaxed),
                     slot.environment.load(std::memory_order_relaxed), slot.tag.load(std::memory_order_relaxed),
                     slot.waitSerial.load(std::memory_order_relaxed), static_cast<uint32_t>(pinsOf(word)), state,
                     slot.waitingFor.load(std::memory_order_acquire)});
  }
  return infos;
}

}  // namespace lanescope
