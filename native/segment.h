// Segments: the pieces of shared memory that an arena consists of. They are added on demand and never moved.
#pragma once

#include <memory>
#include <string>

#include "platform.h"

namespace lanescope {

constexpr size_t kSlotBytes = 64;
constexpr size_t kPageBytes = 4096;
constexpr uint32_t kMostSegments = 256;
constexpr uint32_t kWaitBuckets = 64;

/** Begins every segment; the arena's data begins a page further on. */
struct SegmentHeader {
  uint32_t magic;
  uint32_t version;
  /** The arena's: whoever opens a segment must know it. */
  uint64_t token;
  uint32_t index;
  uint32_t reserved[11];
  /** Waiters by word, for platforms whose wait is no futex (windows.cc). */
  std::atomic<uint32_t> waiting[kWaitBuckets];
};
static_assert(sizeof(SegmentHeader) <= kPageBytes);
static_assert(std::atomic<uint32_t>::is_always_lock_free && std::atomic<uint64_t>::is_always_lock_free);

constexpr uint32_t kMagic = 0x5241534c;  // "LSAR"
constexpr uint32_t kVersion = 1;

/** A mapped segment; unmapped when the last user, a waiter thread maybe, lets go of it. */
class Segment {
 public:
  static platform::Failure create(size_t bytes, uint64_t token, uint32_t index, std::shared_ptr<Segment>* segment,
                                  std::string* detail) {
    auto made = std::make_shared<Segment>();
    const platform::Failure failure = platform::create(bytes, &made->mapping_);
    *detail = made->mapping_.detail;
    if (failure != platform::Failure::none) return failure;
    auto* header = made->header();
    header->version = kVersion;
    header->token = token;
    header->index = index;
    header->magic = kMagic;
    *segment = std::move(made);
    return failure;
  }

  static platform::Failure open(const std::string& name, size_t bytes, uint64_t token, uint32_t index,
                                std::shared_ptr<Segment>* segment, std::string* detail) {
    auto made = std::make_shared<Segment>();
    const platform::Failure failure = platform::open(name, bytes, &made->mapping_);
    *detail = made->mapping_.detail;
    if (failure != platform::Failure::none) return failure;
    const auto* header = made->header();
    if (header->magic != kMagic || header->version != kVersion || header->token != token || header->index != index) {
      *detail = "it belongs to another arena";
      return platform::Failure::gone;
    }
    *segment = std::move(made);
    return failure;
  }

  Segment() = default;
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;
  ~Segment() { platform::close(&mapping_); }

  const platform::Mapping& mapping() const { return mapping_; }
  unsigned char* data() const { return mapping_.data; }
  size_t bytes() const { return mapping_.bytes; }
  SegmentHeader* header() const { return reinterpret_cast<SegmentHeader*>(mapping_.data); }

 private:
  platform::Mapping mapping_;
};

}  // namespace lanescope
