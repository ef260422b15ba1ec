// What the parts of the Node-API binding share. JavaScript speaks to it in small integers only: an arena's number, a
// handle's number; src/engine/memory wraps them.
#pragma once

#define NAPI_VERSION 8
#define NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED
#include <node_api.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "lock.h"
#include "ring.h"
#include "segment.h"
#include "waiters.h"

namespace lanescope {

struct Arena {
  uint64_t token = 0;
  /** By index; null where this process has not opened it yet. */
  std::vector<std::shared_ptr<Segment>> segments;
  Owners owners;
  /** In whose name this thread acquires by functions of one lock (direct.h); 0 where they cannot know. */
  uint32_t currentOwner = 0;
};

/** A stretch of an arena that JavaScript may touch: resolved and checked once, so that an operation is cheap. */
struct Handle {
  unsigned char* data = nullptr;
  size_t bytes = 0;
  uint64_t position = 0;
  Arena* arena = nullptr;
  std::shared_ptr<Segment> segment;
  Ring ring;
  uint32_t nextFree = 0;
  /** Changes when it is closed, so that a function that was made for it does not take the next one for it. */
  uint32_t serial = 0;
  /** Whether functions that were made for it work on it. */
  bool isDirect = false;
};

/** One Node environment: the main thread or a worker thread. */
struct Environment {
  napi_env env = nullptr;
  uint32_t id = 0;
  std::vector<std::unique_ptr<Arena>> arenas;
  std::vector<Handle> handles;
  uint32_t freeHandle = UINT32_MAX;
  napi_ref errorFactory = nullptr;
  napi_ref nothing = nullptr;
  napi_threadsafe_function reports = nullptr;
  std::unique_ptr<Waiters> waiters;
  struct Pending;
  std::unordered_map<uint32_t, Pending*> pending;
};

/** A promise that a waiter thread will settle. */
struct Environment::Pending {
  Environment* environment;
  uint32_t number;
  napi_deferred deferred;
  Result result;
};

/** The arguments of a call; missing ones count as 0. */
template <size_t kMost>
struct Call {
  Call(napi_env env, napi_callback_info info) : env(env) {
    void* data = nullptr;
    napi_get_cb_info(env, info, &count, values, nullptr, &data);
    environment = static_cast<Environment*>(data);
  }

  uint32_t number(size_t index) const {
    uint32_t value = 0;
    if (index < count) napi_get_value_uint32(env, values[index], &value);
    return value;
  }
  int32_t integer(size_t index) const {
    int32_t value = 0;
    if (index < count) napi_get_value_int32(env, values[index], &value);
    return value;
  }
  double real(size_t index) const {
    double value = 0;
    if (index < count) napi_get_value_double(env, values[index], &value);
    return value;
  }
  std::string text(size_t index) const {
    size_t bytes = 0;
    if (index >= count || napi_get_value_string_utf8(env, values[index], nullptr, 0, &bytes) != napi_ok) return {};
    std::string text(bytes, '\0');
    napi_get_value_string_utf8(env, values[index], &text[0], bytes + 1, &bytes);
    return text;
  }
  uint64_t bigint(size_t index) const {
    uint64_t value = 0;
    bool lossless = false;
    if (index < count) napi_get_value_bigint_uint64(env, values[index], &value, &lossless);
    return value;
  }

  /** @returns Null, having thrown, where there is no such handle or it is closed. */
  Handle* handle(size_t index) const;
  /** @returns Null, having thrown, where there is no such arena or it is closed. */
  Arena* arena(size_t index) const;

  napi_env env;
  size_t count = kMost;
  napi_value values[kMost];
  Environment* environment;
};

/** Throws what `configure`'s factory makes of a code and a message. */
napi_value fail(Environment* environment, const char* code, const std::string& message);
napi_value failClosed(Environment* environment);
napi_value failRange(Environment* environment, uint64_t offset, uint64_t bytes, uint64_t size);

inline napi_value asNumber(napi_env env, uint32_t value) {
  napi_value result = nullptr;
  napi_create_uint32(env, value, &result);
  return result;
}
inline napi_value asNumber(napi_env env, double value) {
  napi_value result = nullptr;
  napi_create_double(env, value, &result);
  return result;
}
inline napi_value asBoolean(napi_env env, bool value) {
  napi_value result = nullptr;
  napi_get_boolean(env, value, &result);
  return result;
}

template <size_t kMost>
Handle* Call<kMost>::handle(size_t index) const {
  const uint32_t at = number(index);
  if (at < environment->handles.size()) {
    Handle* handle = &environment->handles[at];
    if (handle->data != nullptr) return handle;
  }
  failClosed(environment);
  return nullptr;
}

template <size_t kMost>
Arena* Call<kMost>::arena(size_t index) const {
  const uint32_t at = number(index);
  if (at < environment->arenas.size() && environment->arenas[at] != nullptr) return environment->arenas[at].get();
  failClosed(environment);
  return nullptr;
}

/** The bytes of a typed array, DataView or Buffer. @returns False, having thrown, where it is none. */
bool bytesOf(Environment* environment, napi_value value, unsigned char** data, size_t* bytes);

void defineFunction(Environment* environment, napi_value exports, const char* name, napi_callback function);
void defineArenas(Environment* environment, napi_value exports);
void defineValues(Environment* environment, napi_value exports);
void defineLocks(Environment* environment, napi_value exports);
void defineRings(Environment* environment, napi_value exports);

/** Prepares promises; before the first wait. */
void openWaiters(Environment* environment);
void closeWaiters(Environment* environment);

}  // namespace lanescope
