// The module itself: errors, shared helpers, life and end of an environment.
#include "direct.h"

#include <thread>

namespace lanescope {

napi_value fail(Environment* environment, const char* code, const std::string& message) {
  napi_env env = environment->env;
  napi_value factory = nullptr;
  napi_value undefined = nullptr;
  napi_value arguments[2];
  napi_value error = nullptr;
  napi_create_string_utf8(env, code, NAPI_AUTO_LENGTH, &arguments[0]);
  napi_create_string_utf8(env, message.c_str(), message.size(), &arguments[1]);
  napi_get_undefined(env, &undefined);
  if (environment->errorFactory == nullptr) {
    napi_throw_error(env, code, message.c_str());
    return nullptr;
  }
  napi_get_reference_value(env, environment->errorFactory, &factory);
  if (napi_call_function(env, undefined, factory, 2, arguments, &error) == napi_ok) napi_throw(env, error);
  return nullptr;
}

napi_value failClosed(Environment* environment) {
  return fail(environment, "memory-closed", "This shared memory has been closed; use it before its context is closed.");
}

napi_value failRange(Environment* environment, uint64_t offset, uint64_t bytes, uint64_t size) {
  return fail(environment, "memory-range",
              "Bytes " + std::to_string(offset) + " to " + std::to_string(offset + bytes) + " are not within the " +
                  std::to_string(size) + " bytes of this shared memory.");
}

bool bytesOf(Environment* environment, napi_value value, unsigned char** data, size_t* bytes) {
  napi_env env = environment->env;
  bool is = false;
  void* start = nullptr;
  if (napi_is_typedarray(env, value, &is) == napi_ok && is) {
    napi_typedarray_type type;
    size_t length = 0;
    napi_get_typedarray_info(env, value, &type, &length, &start, nullptr, nullptr);
    static const size_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
    *bytes = length * sizes[type];
    *data = static_cast<unsigned char*>(start);
    return true;
  }
  if (napi_is_dataview(env, value, &is) == napi_ok && is) {
    napi_get_dataview_info(env, value, bytes, &start, nullptr, nullptr);
    *data = static_cast<unsigned char*>(start);
    return true;
  }
  fail(environment, "memory-range", "Give a typed array, a Buffer or a DataView to copy from or to.");
  return false;
}

void defineFunction(Environment* environment, napi_value exports, const char* name, napi_callback function) {
  napi_value value = nullptr;
  napi_create_function(environment->env, name, NAPI_AUTO_LENGTH, function, environment, &value);
  napi_set_named_property(environment->env, exports, name, value);
}

napi_value makeDirect(Environment* environment, uint32_t number, const char* name, napi_callback function,
                      napi_value method) {
  napi_env env = environment->env;
  Handle& handle = environment->handles[number];
  handle.isDirect = true;
  auto* direct = new Direct{environment, number, handle.serial, nullptr};
  napi_create_reference(env, method, 1, &direct->method);
  napi_value value = nullptr;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, function, direct, &value);
  const auto finalize = [](napi_env env, void* data, void*) {
    const std::unique_ptr<Direct> direct(static_cast<Direct*>(data));
    napi_delete_reference(env, direct->method);
  };
  napi_add_finalizer(env, value, direct, finalize, nullptr, nullptr);
  return value;
}

namespace {

/** configure(makeError: (code, message) => Error) */
napi_value configure(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  if (call.environment->errorFactory != nullptr) napi_delete_reference(env, call.environment->errorFactory);
  napi_create_reference(env, call.values[0], 1, &call.environment->errorFactory);
  return nullptr;
}

/** watchParent(pid): ends this process once that one has ended, whatever it is doing then. */
napi_value watchParent(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  const uint32_t pid = call.number(0);
  // It lives as long as the process, and touches nothing of Node.
  std::thread([pid] {
    platform::awaitParentEnd(pid);
    platform::endSelf();
  }).detach();
  return nullptr;
}

/** Ends with the environment: joins waiters, gives up what its owners hold. */
void closeEnvironment(void* data) {
  std::unique_ptr<Environment> environment(static_cast<Environment*>(data));
  closeWaiters(environment.get());
  for (const auto& arena : environment->arenas) {
    if (arena != nullptr) arena->owners.markEnvironmentDead(environment->id);
  }
}

napi_value initialise(napi_env env, napi_value exports) {
  static std::atomic<uint32_t> nextId{1};
  auto* environment = new Environment();
  environment->env = env;
  environment->id = nextId.fetch_add(1);
  defineFunction(environment, exports, "configure", configure);
  defineFunction(environment, exports, "watchParent", watchParent);
  defineArenas(environment, exports);
  defineValues(environment, exports);
  defineLocks(environment, exports);
  defineRings(environment, exports);
  openWaiters(environment);
  // Hooks run last in, first out: behind the threadsafe function's own, so that no thread calls it when it is gone.
  napi_add_env_cleanup_hook(env, closeEnvironment, environment);
  return exports;
}

}  // namespace

NAPI_MODULE_INIT() { return initialise(env, exports); }

}  // namespace lanescope
