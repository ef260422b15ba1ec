// Arenas, their segments, handles into them, owners.
#include "addon.h"

namespace lanescope {
namespace {

/** An entry of the table in segment 0, by which everybody finds the others. */
struct SegmentEntry {
  std::atomic<uint32_t> ready;
  uint32_t reserved;
  uint64_t bytes;
  char name[48];
};
static_assert(sizeof(SegmentEntry) == 64);

constexpr size_t kTableAt = kPageBytes;
constexpr size_t kOwnersAt = kTableAt + kMostSegments * sizeof(SegmentEntry);
constexpr size_t kRootDataAt = kOwnersAt + kMostOwners * sizeof(OwnerSlot);

SegmentEntry* entryOf(const Arena* arena, uint32_t index) {
  return reinterpret_cast<SegmentEntry*>(arena->segments[0]->data() + kTableAt) + index;
}

size_t dataAt(uint32_t segment) { return segment == 0 ? kRootDataAt : kPageBytes; }

napi_value failMemory(Environment* environment, platform::Failure failure, const std::string& detail, double bytes) {
  switch (failure) {
    case platform::Failure::full:
      return fail(environment, "memory-full",
                  "The system has no room for " + std::to_string(static_cast<uint64_t>(bytes)) +
                      " more bytes of shared memory (" + detail + "). Close other programs, or use less.");
    case platform::Failure::gone:
      return fail(environment, "memory-gone",
                  "The shared memory is gone (" + detail + "): the process that created it has ended or closed it.");
    default:
      return fail(environment, "memory-refused", "The system refuses shared memory: " + detail + ".");
  }
}

uint32_t addArena(Environment* environment, std::unique_ptr<Arena> arena) {
  arena->segments.resize(kMostSegments);
  arena->owners = Owners(reinterpret_cast<OwnerSlot*>(arena->segments[0]->data() + kOwnersAt));
  environment->arenas.push_back(std::move(arena));
  return static_cast<uint32_t>(environment->arenas.size() - 1);
}

size_t wholePages(double bytes) { return (static_cast<size_t>(bytes) + kPageBytes - 1) / kPageBytes * kPageBytes; }

/** createArena(dataBytes) -> [arena, name, token, segmentBytes, dataOffset] */
napi_value createArena(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  auto arena = std::make_unique<Arena>();
  arena->token = platform::randomToken();
  std::shared_ptr<Segment> root;
  std::string detail;
  const size_t bytes = wholePages(call.real(0) + kRootDataAt);
  const platform::Failure failure = Segment::create(bytes, arena->token, 0, &root, &detail);
  if (failure != platform::Failure::none) return failMemory(call.environment, failure, detail, call.real(0));
  arena->segments.push_back(root);
  const uint64_t token = arena->token;
  const uint32_t number = addArena(call.environment, std::move(arena));
  napi_value result = nullptr;
  napi_value name = nullptr;
  napi_value tokenValue = nullptr;
  napi_create_array(env, &result);
  napi_create_string_utf8(env, root->mapping().name.c_str(), NAPI_AUTO_LENGTH, &name);
  napi_create_bigint_uint64(env, token, &tokenValue);
  napi_set_element(env, result, 0, asNumber(env, number));
  napi_set_element(env, result, 1, name);
  napi_set_element(env, result, 2, tokenValue);
  napi_set_element(env, result, 3, asNumber(env, static_cast<double>(bytes)));
  napi_set_element(env, result, 4, asNumber(env, static_cast<double>(kRootDataAt)));
  return result;
}

/** openArena(name, bytes, token) -> arena */
napi_value openArena(napi_env env, napi_callback_info info) {
  Call<3> call(env, info);
  auto arena = std::make_unique<Arena>();
  arena->token = call.bigint(2);
  std::shared_ptr<Segment> root;
  std::string detail;
  const double bytes = call.real(1);
  if (!(bytes >= static_cast<double>(kRootDataAt))) return failRange(call.environment, 0, 0, kRootDataAt);
  const platform::Failure failure =
      Segment::open(call.text(0), static_cast<size_t>(bytes), arena->token, 0, &root, &detail);
  if (failure != platform::Failure::none) return failMemory(call.environment, failure, detail, bytes);
  arena->segments.push_back(root);
  return asNumber(env, addArena(call.environment, std::move(arena)));
}

/** addSegment(arena, dataBytes) -> [segment, segmentBytes, dataOffset]; by the arena's creator only */
napi_value addSegment(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  Arena* arena = call.arena(0);
  if (arena == nullptr) return nullptr;
  uint32_t index = 1;
  while (index < kMostSegments && arena->segments[index] != nullptr) index++;
  if (index == kMostSegments) {
    return fail(call.environment, "memory-full", "An arena has at most 256 segments; allocate larger pieces.");
  }
  std::shared_ptr<Segment> segment;
  std::string detail;
  const size_t bytes = wholePages(call.real(1) + kPageBytes);
  const platform::Failure failure = Segment::create(bytes, arena->token, index, &segment, &detail);
  if (failure != platform::Failure::none) return failMemory(call.environment, failure, detail, call.real(1));
  const std::string& name = segment->mapping().name;
  SegmentEntry* entry = entryOf(arena, index);
  entry->bytes = bytes;
  name.copy(entry->name, sizeof entry->name - 1);
  entry->name[name.size() < sizeof entry->name ? name.size() : sizeof entry->name - 1] = '\0';
  entry->ready.store(1, std::memory_order_release);
  arena->segments[index] = segment;
  napi_value result = nullptr;
  napi_create_array(env, &result);
  napi_set_element(env, result, 0, asNumber(env, index));
  napi_set_element(env, result, 1, asNumber(env, static_cast<double>(bytes)));
  napi_set_element(env, result, 2, asNumber(env, static_cast<double>(kPageBytes)));
  return result;
}

/** Opens a segment that another process has added. @returns False, having thrown, where it cannot. */
bool openSegment(Environment* environment, Arena* arena, uint32_t index) {
  if (index < kMostSegments && arena->segments[index] != nullptr) return true;
  const SegmentEntry* entry = index < kMostSegments ? entryOf(arena, index) : nullptr;
  if (entry == nullptr || entry->ready.load(std::memory_order_acquire) == 0) {
    fail(environment, "memory-range", "This arena has no segment " + std::to_string(index) + ".");
    return false;
  }
  char name[sizeof entry->name];
  std::memcpy(name, entry->name, sizeof name);
  name[sizeof name - 1] = '\0';
  const uint64_t bytes = entry->bytes;
  std::string detail;
  const platform::Failure failure =
      bytes < kPageBytes ? platform::Failure::gone
                         : Segment::open(name, static_cast<size_t>(bytes), arena->token, index,
                                         &arena->segments[index], &detail);
  if (failure == platform::Failure::none) return true;
  failMemory(environment, failure, detail, static_cast<double>(bytes));
  return false;
}

/** attach(arena, segment, offset, bytes) -> handle */
napi_value attach(napi_env env, napi_callback_info info) {
  Call<4> call(env, info);
  Environment* environment = call.environment;
  Arena* arena = call.arena(0);
  const uint32_t index = call.number(1);
  if (arena == nullptr || !openSegment(environment, arena, index)) return nullptr;
  const std::shared_ptr<Segment>& segment = arena->segments[index];
  const double offset = call.real(2);
  const double bytes = call.real(3);
  const double size = static_cast<double>(segment->bytes());
  const bool aligned = offset >= 0 && offset <= size && static_cast<uint64_t>(offset) % kSlotBytes == 0;
  if (!aligned || offset < static_cast<double>(dataAt(index)) || !(bytes > 0) || offset + bytes > size) {
    return failRange(environment, static_cast<uint64_t>(offset > 0 ? offset : 0),
                     static_cast<uint64_t>(bytes > 0 ? bytes : 0), segment->bytes());
  }
  uint32_t number = environment->freeHandle;
  if (number == UINT32_MAX) {
    number = static_cast<uint32_t>(environment->handles.size());
    environment->handles.emplace_back();
  } else {
    environment->freeHandle = environment->handles[number].nextFree;
  }
  Handle& handle = environment->handles[number];
  handle.data = segment->data() + static_cast<size_t>(offset);
  handle.bytes = static_cast<size_t>(bytes);
  handle.position = (static_cast<uint64_t>(index) << 40) | static_cast<uint64_t>(offset);
  handle.arena = arena;
  handle.segment = segment;
  return asNumber(env, number);
}

void freeHandle(Environment* environment, uint32_t number) {
  const uint32_t serial = environment->handles[number].serial + 1;
  environment->handles[number] = Handle();
  environment->handles[number].serial = serial;
  environment->handles[number].nextFree = environment->freeHandle;
  environment->freeHandle = number;
}

/** detach(handle) */
napi_value detach(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  if (call.handle(0) != nullptr) freeHandle(call.environment, call.number(0));
  return nullptr;
}

/** setDirect(handle, 0 or 1): whether functions of that handle alone work on it, or leave all to JavaScript */
napi_value setDirect(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  const uint32_t number = call.number(0);
  // One that is closed has no such functions.
  if (number < call.environment->handles.size()) call.environment->handles[number].isDirect = call.number(1) != 0;
  return nullptr;
}

/** closeArena(arena): its handles close too; pending waits keep their memory mapped until they end */
napi_value closeArena(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  Arena* arena = call.arena(0);
  if (arena == nullptr) return nullptr;
  arena->owners.markEnvironmentDead(call.environment->id);
  for (uint32_t number = 0; number < call.environment->handles.size(); number++) {
    if (call.environment->handles[number].arena == arena) freeHandle(call.environment, number);
  }
  call.environment->arenas[call.number(0)].reset();
  return nullptr;
}

/** registerOwner(arena, tag) -> owner */
napi_value registerOwner(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  Arena* arena = call.arena(0);
  if (arena == nullptr) return nullptr;
  const uint32_t id = arena->owners.claim(call.environment->id, call.number(1));
  if (id != 0) return asNumber(env, id);
  return fail(call.environment, "owners-exhausted",
              "More than 4096 tasks use this shared memory at once; let some of them end first.");
}

/** setOwner(arena, owner or 0): in whose name functions of one lock acquire from now on */
napi_value setOwner(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  Arena* arena = call.arena(0);
  if (arena != nullptr) arena->currentOwner = call.number(1);
  return nullptr;
}

/** endOwner(arena, owner) -> whether a lock is still held, or waited for, in its name */
napi_value endOwner(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  Arena* arena = call.arena(0);
  if (arena == nullptr) return nullptr;
  if (arena->currentOwner == call.number(1)) arena->currentOwner = 0;
  return asBoolean(env, arena->owners.end(call.number(1)));
}

/** owners(arena) -> flat numbers, 8 per owner: id, pid, environment, tag, state, pins, waitSerial, waitingFor */
napi_value owners(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  Arena* arena = call.arena(0);
  if (arena == nullptr) return nullptr;
  napi_value result = nullptr;
  napi_create_array(env, &result);
  uint32_t at = 0;
  for (const OwnerInfo& owner : arena->owners.snapshot()) {
    for (const double value :
         {static_cast<double>(owner.id), static_cast<double>(owner.pid), static_cast<double>(owner.environment),
          static_cast<double>(owner.tag), static_cast<double>(owner.state), static_cast<double>(owner.pins),
          static_cast<double>(owner.waitSerial), static_cast<double>(owner.waitingFor)}) {
      napi_set_element(env, result, at++, asNumber(env, value));
    }
  }
  return result;
}

/** position(handle) -> number, as `owners` tells what is waited for */
napi_value position(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  const Handle* handle = call.handle(0);
  return handle == nullptr ? nullptr : asNumber(env, static_cast<double>(handle->position));
}

}  // namespace

void defineArenas(Environment* environment, napi_value exports) {
  defineFunction(environment, exports, "createArena", createArena);
  defineFunction(environment, exports, "openArena", openArena);
  defineFunction(environment, exports, "addSegment", addSegment);
  defineFunction(environment, exports, "closeArena", closeArena);
  defineFunction(environment, exports, "attach", attach);
  defineFunction(environment, exports, "detach", detach);
  defineFunction(environment, exports, "setDirect", setDirect);
  defineFunction(environment, exports, "registerOwner", registerOwner);
  defineFunction(environment, exports, "setOwner", setOwner);
  defineFunction(environment, exports, "endOwner", endOwner);
  defineFunction(environment, exports, "owners", owners);
  defineFunction(environment, exports, "position", position);
}

}  // namespace lanescope
