// Functions made for one handle alone: they need no number to find it and check nothing that cannot change. What they
// cannot do, a method of JavaScript does in their place: waiting, failing, whatever has to be told.
#pragma once

#include "addon.h"

namespace lanescope {

/** What such a function works on. */
struct Direct {
  Environment* environment;
  uint32_t number;
  uint32_t serial;
  napi_ref method;
};

template <size_t kMost>
struct DirectCall {
  DirectCall(napi_env env, napi_callback_info info) : env(env) {
    void* data = nullptr;
    napi_get_cb_info(env, info, &count, values, &self, &data);
    direct = static_cast<const Direct*>(data);
  }

  /** @returns Null where the handle is closed, or not to be used this way at present. */
  Handle* handle() const {
    Handle& handle = direct->environment->handles[direct->number];
    return handle.serial == direct->serial && handle.isDirect ? &handle : nullptr;
  }

  /** Leaves the call to JavaScript. */
  napi_value leave() const {
    napi_value method = nullptr;
    napi_value result = nullptr;
    napi_get_reference_value(env, direct->method, &method);
    // Where it throws, the exception is pending already.
    napi_call_function(env, self, method, count < kMost ? count : kMost, values, &result);
    return result;
  }

  napi_env env;
  size_t count = kMost;
  napi_value values[kMost == 0 ? 1 : kMost];
  napi_value self = nullptr;
  const Direct* direct = nullptr;
};

/** @returns The function of that handle, which leaves to `method` what it cannot do. */
napi_value makeDirect(Environment* environment, uint32_t number, const char* name, napi_callback function,
                      napi_value method);

}  // namespace lanescope
