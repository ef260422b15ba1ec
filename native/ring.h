// Trace rings: one producer, one consumer, records of 32 bytes as src/shared/trace/records.ts lays them out.
//
// When a ring is full the newest record is dropped and counted. A reader never sees half of anything: the end of a slice
// and what follows a lock's request find room because their beginning reserved it.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>

namespace lanescope {

constexpr size_t kRecordBytes = 32;

/** Kinds that the ring itself must know; the numbers are those of records.ts. */
enum RecordKind : uint8_t {
  kName = 1,
  kBegin = 2,
  kEnd = 3,
  kLockRequest = 6,
  kLockAcquire = 7,
  kLockRelease = 8,
  kLockGiveUp = 12,
};

struct Record {
  double time;
  uint8_t kind;
  uint8_t category;
  uint16_t reserved;
  uint32_t name;
  double value;
  uint32_t subject;
  uint32_t extra;
};
static_assert(sizeof(Record) == kRecordBytes);

struct RingHeader {
  /** Records in the ring, a power of two. */
  uint32_t capacity;
  uint32_t reserved;
  /** Nanoseconds on the monotonic clock at which the trace's time begins. */
  int64_t epochNs;
  /** The producer's line. */
  alignas(64) std::atomic<uint64_t> head;
  std::atomic<uint64_t> dropped;
  /** The consumer's position when the producer last looked. */
  uint64_t knownTail;
  /** Records that must still find room: ends of open slices, steps of requested locks. */
  uint64_t owed;
  /** The consumer's line. */
  alignas(64) std::atomic<uint64_t> tail;
};
static_assert(sizeof(RingHeader) == 192);

/** A ring in memory of which this process knows the size, whatever the memory says. */
class Ring {
 public:
  Ring() = default;
  Ring(unsigned char* data, uint32_t capacity)
      : header_(reinterpret_cast<RingHeader*>(data)),
        records_(data + sizeof(RingHeader)),
        mask_(capacity - 1) {}

  /** @returns The largest power of two of records that fits; 0 where not even 64 do. */
  static uint32_t capacityFor(size_t bytes) {
    uint32_t capacity = 0;
    for (uint64_t next = 64; sizeof(RingHeader) + next * kRecordBytes <= bytes && next <= (1u << 30); next *= 2) {
      capacity = static_cast<uint32_t>(next);
    }
    return capacity;
  }

  /** Before anybody uses it. */
  void initialise(int64_t epochNs) {
    header_->capacity = mask_ + 1;
    header_->epochNs = epochNs;
    header_->knownTail = 0;
    header_->owed = 0;
    header_->dropped.store(0);
    header_->tail.store(0);
    header_->head.store(0);
  }

  int64_t epochNs() const { return header_->epochNs; }
  uint32_t capacity() const { return mask_ + 1; }
  bool isValid() const { return header_ != nullptr && header_->capacity == mask_ + 1; }

  /** Producer. @returns Whether it was written; otherwise it is counted as dropped. */
  bool push(const Record& record) {
    const uint64_t later = owedAfter(record.kind);
    const uint64_t head = header_->head.load(std::memory_order_relaxed);
    if (!hasRoom(head, 1 + later)) return drop();
    std::memcpy(at(head), &record, kRecordBytes);
    header_->owed = later;
    header_->head.store(head + 1, std::memory_order_release);
    return true;
  }

  /** Producer. Defines a name: it and its text are visible together or not at all. Not counted when there is no room. */
  bool pushName(uint32_t name, const char* text, uint32_t bytes) {
    const uint64_t slots = (bytes + kRecordBytes - 1) / kRecordBytes;
    const uint64_t head = header_->head.load(std::memory_order_relaxed);
    if (!hasRoom(head, 1 + slots + header_->owed)) return false;
    const Record record = {0, kName, 0, 0, name, 0, 0, bytes};
    std::memcpy(at(head), &record, kRecordBytes);
    for (uint64_t slot = 0; slot < slots; slot++) {
      const uint64_t done = slot * kRecordBytes;
      const size_t part = bytes - done < kRecordBytes ? static_cast<size_t>(bytes - done) : kRecordBytes;
      unsigned char* to = at(head + 1 + slot);
      std::memset(to, 0, kRecordBytes);
      std::memcpy(to, text + done, part);
    }
    header_->head.store(head + 1 + slots, std::memory_order_release);
    return true;
  }

  /** Producer: whether a record that opens nothing would find room now. */
  bool takesMore() { return hasRoom(header_->head.load(std::memory_order_relaxed), 1 + header_->owed); }

  /** Producer: counts a record that it did not try to push. */
  bool drop() {
    header_->dropped.store(header_->dropped.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    return false;
  }

  uint64_t dropped() const { return header_->dropped.load(std::memory_order_relaxed); }

  /**
   * Consumer: moves what is there into `target`, a name never parted from its text.
   *
   * @returns Bytes moved.
   */
  size_t drain(unsigned char* target, size_t bytes) {
    const uint64_t head = header_->head.load(std::memory_order_acquire);
    const uint64_t tail = header_->tail.load(std::memory_order_relaxed);
    uint64_t count = head - tail;
    // A producer gone wrong, or memory overwritten: nothing in it can be trusted.
    if (count > capacity()) count = 0;
    const uint64_t most = bytes / kRecordBytes;
    if (count > most) count = wholeRecords(tail, count, most);
    const uint64_t first = tail & mask_;
    const uint64_t untilWrap = capacity() - first;
    const uint64_t before = count < untilWrap ? count : untilWrap;
    std::memcpy(target, at(tail), before * kRecordBytes);
    std::memcpy(target + before * kRecordBytes, records_, (count - before) * kRecordBytes);
    header_->tail.store(tail + count, std::memory_order_release);
    return static_cast<size_t>(count * kRecordBytes);
  }

 private:
  unsigned char* at(uint64_t position) const { return records_ + (position & mask_) * kRecordBytes; }

  uint64_t owedAfter(uint8_t kind) const {
    const uint64_t owed = header_->owed;
    switch (kind) {
      case kBegin:
        return owed + 1;
      case kLockRequest:
        return owed + 2;
      case kEnd:
      case kLockAcquire:
      case kLockRelease:
        return owed > 0 ? owed - 1 : 0;
      // Neither an acquisition nor a release follows.
      case kLockGiveUp:
        return owed > 1 ? owed - 2 : 0;
      default:
        return owed;
    }
  }

  bool hasRoom(uint64_t head, uint64_t records) {
    if (head + records - header_->knownTail <= capacity()) return true;
    header_->knownTail = header_->tail.load(std::memory_order_acquire);
    return head + records - header_->knownTail <= capacity();
  }

  /** How many of `count` slots from `tail` on fit into `most` without parting a name from its text. */
  uint64_t wholeRecords(uint64_t tail, uint64_t count, uint64_t most) const {
    uint64_t fits = 0;
    while (fits < count) {
      Record record;
      std::memcpy(&record, at(tail + fits), kRecordBytes);
      const uint64_t slots =
          record.kind == kName ? 1 + (uint64_t{record.extra} + kRecordBytes - 1) / kRecordBytes : 1;
      if (fits + slots > most) break;
      fits += slots;
    }
    return fits;
  }

  RingHeader* header_ = nullptr;
  unsigned char* records_ = nullptr;
  uint32_t mask_ = 0;
};

}  // namespace lanescope
