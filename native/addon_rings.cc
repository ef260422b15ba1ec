// Trace rings. Time is stamped here: the clock costs 20 ns less than from JavaScript.
#include "addon.h"

namespace lanescope {
namespace {

template <size_t kMost>
Ring* ringOf(const Call<kMost>& call) {
  Handle* handle = call.handle(0);
  if (handle == nullptr) return nullptr;
  if (handle->ring.isValid()) return &handle->ring;
  fail(call.environment, "memory-range", "There is no trace ring here; create or open it first.");
  return nullptr;
}

/** createRing(handle, epochNs) and openRing(handle) -> capacity in records */
template <bool kCreate>
napi_value makeRing(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  Handle* handle = call.handle(0);
  if (handle == nullptr) return nullptr;
  const uint32_t capacity = Ring::capacityFor(handle->bytes);
  if (capacity == 0) return failRange(call.environment, 0, sizeof(RingHeader) + 64 * kRecordBytes, handle->bytes);
  handle->ring = Ring(handle->data, capacity);
  if (kCreate) handle->ring.initialise(static_cast<int64_t>(call.bigint(1)));
  if (!handle->ring.isValid()) {
    handle->ring = Ring();
    return fail(call.environment, "memory-range", "There is no trace ring here; create it first.");
  }
  return asNumber(env, capacity);
}

Record recordOf(const Call<6>& call, size_t first, double time) {
  // Kind, category and name in one number: each argument costs 6 ns.
  const uint32_t head = call.number(first);
  return {time,
          static_cast<uint8_t>(head & 0x1f),
          static_cast<uint8_t>((head >> 5) & 0xf),
          0,
          head >> 9,
          call.real(first + 1),
          call.number(first + 2),
          call.number(first + 3)};
}

/** push(handle, kind | category << 5 | name << 9, value?, subject?, extra?) -> whether it was written, stamped now */
napi_value push(napi_env env, napi_callback_info info) {
  Call<6> call(env, info);
  Ring* ring = ringOf(call);
  if (ring == nullptr) return nullptr;
  const double time = static_cast<double>(platform::monotonicNs() - ring->epochNs());
  return asBoolean(env, ring->push(recordOf(call, 1, time)));
}

/** pushAt(handle, timeNs, head, value?, subject?, extra?): likewise, with a time of the caller's */
napi_value pushAt(napi_env env, napi_callback_info info) {
  Call<6> call(env, info);
  Ring* ring = ringOf(call);
  if (ring == nullptr) return nullptr;
  return asBoolean(env, ring->push(recordOf(call, 2, call.real(1))));
}

/** pushName(handle, name, text) -> whether there was room */
napi_value pushName(napi_env env, napi_callback_info info) {
  Call<3> call(env, info);
  Ring* ring = ringOf(call);
  if (ring == nullptr) return nullptr;
  const std::string text = call.text(2);
  return asBoolean(env, ring->pushName(call.number(1), text.data(), static_cast<uint32_t>(text.size())));
}

/** drop(handle): counts a record that was not even tried */
napi_value drop(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  Ring* ring = ringOf(call);
  if (ring != nullptr) ring->drop();
  return nullptr;
}

/** hasRoom(handle) -> whether a record would be written now */
napi_value hasRoom(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  Ring* ring = ringOf(call);
  return ring == nullptr ? nullptr : asBoolean(env, ring->takesMore());
}

/** drain(handle, target) -> bytes moved into it, whole records */
napi_value drain(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  Ring* ring = ringOf(call);
  unsigned char* data = nullptr;
  size_t bytes = 0;
  if (ring == nullptr || !bytesOf(call.environment, call.values[1], &data, &bytes)) return nullptr;
  return asNumber(env, static_cast<double>(ring->drain(data, bytes)));
}

/** dropped(handle) -> records dropped so far */
napi_value dropped(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  const Ring* ring = ringOf(call);
  return ring == nullptr ? nullptr : asNumber(env, static_cast<double>(ring->dropped()));
}

}  // namespace

void defineRings(Environment* environment, napi_value exports) {
  defineFunction(environment, exports, "createRing", makeRing<true>);
  defineFunction(environment, exports, "openRing", makeRing<false>);
  defineFunction(environment, exports, "push", push);
  defineFunction(environment, exports, "pushAt", pushAt);
  defineFunction(environment, exports, "pushName", pushName);
  defineFunction(environment, exports, "drop", drop);
  defineFunction(environment, exports, "hasRoom", hasRoom);
  defineFunction(environment, exports, "drain", drain);
  defineFunction(environment, exports, "dropped", dropped);
}

}  // namespace lanescope
