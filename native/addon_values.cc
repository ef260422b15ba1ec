// Typed reading and writing, each atomic and in one order for everybody (as JavaScript's Atomics), and copies in bulk.
#include "direct.h"

namespace lanescope {
namespace {

/**
 * How a type crosses between JavaScript and memory. `Word` is what the processor works on atomically; `read` gives false
 * where the value is none of the type.
 */
struct Int32 {
  using Word = uint32_t;
  static bool read(napi_env env, napi_value value, Word* word) {
    int32_t result = 0;
    const bool is = napi_get_value_int32(env, value, &result) == napi_ok;
    *word = static_cast<Word>(result);
    return is;
  }
  static napi_value write(napi_env env, Word word) {
    napi_value result = nullptr;
    napi_create_int32(env, static_cast<int32_t>(word), &result);
    return result;
  }
  static Word sum(Word a, Word b) { return a + b; }
};

struct Uint32 {
  using Word = uint32_t;
  static bool read(napi_env env, napi_value value, Word* word) {
    *word = 0;
    return napi_get_value_uint32(env, value, word) == napi_ok;
  }
  static napi_value write(napi_env env, Word word) { return asNumber(env, word); }
  static Word sum(Word a, Word b) { return a + b; }
};

struct Int64 {
  using Word = uint64_t;
  static bool read(napi_env env, napi_value value, Word* word) {
    int64_t result = 0;
    bool lossless = false;
    const bool is = napi_get_value_bigint_int64(env, value, &result, &lossless) == napi_ok;
    *word = static_cast<Word>(result);
    return is;
  }
  static napi_value write(napi_env env, Word word) {
    napi_value result = nullptr;
    napi_create_bigint_int64(env, static_cast<int64_t>(word), &result);
    return result;
  }
  static Word sum(Word a, Word b) { return a + b; }
};

template <typename Real, typename Bits>
struct Floating {
  using Word = Bits;
  static Real toReal(Word word) {
    Real real;
    std::memcpy(&real, &word, sizeof real);
    return real;
  }
  static Word toWord(Real real) {
    Word word;
    std::memcpy(&word, &real, sizeof word);
    return word;
  }
  static bool read(napi_env env, napi_value value, Word* word) {
    double result = 0;
    const bool is = napi_get_value_double(env, value, &result) == napi_ok;
    *word = toWord(static_cast<Real>(result));
    return is;
  }
  static napi_value write(napi_env env, Word word) { return asNumber(env, static_cast<double>(toReal(word))); }
  static Word sum(Word a, Word b) { return toWord(toReal(a) + toReal(b)); }
};
using Float32 = Floating<float, uint32_t>;
using Float64 = Floating<double, uint64_t>;

/** @returns Null, having thrown, where the element is outside. */
template <typename Type, size_t kMost>
std::atomic<typename Type::Word>* element(const Call<kMost>& call) {
  const Handle* handle = call.handle(0);
  if (handle == nullptr) return nullptr;
  const uint64_t index = call.number(1);
  constexpr size_t kBytes = sizeof(typename Type::Word);
  if ((index + 1) * kBytes > handle->bytes) {
    failRange(call.environment, index * kBytes, kBytes, handle->bytes);
    return nullptr;
  }
  return reinterpret_cast<std::atomic<typename Type::Word>*>(handle->data) + index;
}

/** load(handle, index) */
template <typename Type>
napi_value load(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  const auto* word = element<Type>(call);
  return word == nullptr ? nullptr : Type::write(env, word->load());
}

/** store(handle, index, value) */
template <typename Type>
napi_value store(napi_env env, napi_callback_info info) {
  Call<3> call(env, info);
  auto* word = element<Type>(call);
  if (word == nullptr) return nullptr;
  typename Type::Word value;
  Type::read(env, call.values[2], &value);
  word->store(value);
  return nullptr;
}

/** add(handle, index, amount) -> the value before */
template <typename Type>
napi_value add(napi_env env, napi_callback_info info) {
  Call<3> call(env, info);
  auto* word = element<Type>(call);
  if (word == nullptr) return nullptr;
  typename Type::Word amount;
  Type::read(env, call.values[2], &amount);
  auto before = word->load();
  while (!word->compare_exchange_weak(before, Type::sum(before, amount))) {
  }
  return Type::write(env, before);
}

/** compareExchange(handle, index, expected, value) -> the value before; numbers are compared by their bits */
template <typename Type>
napi_value compareExchange(napi_env env, napi_callback_info info) {
  Call<4> call(env, info);
  auto* word = element<Type>(call);
  if (word == nullptr) return nullptr;
  typename Type::Word expected;
  typename Type::Word value;
  Type::read(env, call.values[2], &expected);
  Type::read(env, call.values[3], &value);
  word->compare_exchange_strong(expected, value);
  return Type::write(env, expected);
}

template <typename Type>
std::atomic<typename Type::Word>* firstOf(const Handle* handle) {
  return reinterpret_cast<std::atomic<typename Type::Word>*>(handle->data);
}

/** Of one handle: its first number. */
template <typename Type>
napi_value loadDirect(napi_env env, napi_callback_info info) {
  const DirectCall<0> call(env, info);
  const Handle* handle = call.handle();
  return handle == nullptr ? call.leave() : Type::write(env, firstOf<Type>(handle)->load());
}

/** Of one handle: writes its first number. What is no number of the type is left. */
template <typename Type>
napi_value storeDirect(napi_env env, napi_callback_info info) {
  const DirectCall<1> call(env, info);
  const Handle* handle = call.handle();
  typename Type::Word value;
  if (handle == nullptr || call.count == 0 || !Type::read(env, call.values[0], &value)) return call.leave();
  firstOf<Type>(handle)->store(value);
  return nullptr;
}

/** numberFunctionsT(handle, load, store) -> the same two, of this handle's first number alone; see `direct.h` */
template <typename Type>
napi_value numberFunctions(napi_env env, napi_callback_info info) {
  Call<3> call(env, info);
  const Handle* handle = call.handle(0);
  if (handle == nullptr) return nullptr;
  constexpr size_t kBytes = sizeof(typename Type::Word);
  if (handle->bytes < kBytes) return failRange(call.environment, 0, kBytes, handle->bytes);
  Environment* environment = call.environment;
  const uint32_t number = call.number(0);
  napi_value result = nullptr;
  napi_create_array_with_length(env, 2, &result);
  napi_set_element(env, result, 0, makeDirect(environment, number, "load", loadDirect<Type>, call.values[1]));
  napi_set_element(env, result, 1, makeDirect(environment, number, "store", storeDirect<Type>, call.values[2]));
  return result;
}

template <typename Type>
void define(Environment* environment, napi_value exports, const std::string& name) {
  defineFunction(environment, exports, ("load" + name).c_str(), load<Type>);
  defineFunction(environment, exports, ("store" + name).c_str(), store<Type>);
  defineFunction(environment, exports, ("add" + name).c_str(), add<Type>);
  defineFunction(environment, exports, ("compareExchange" + name).c_str(), compareExchange<Type>);
  defineFunction(environment, exports, ("numberFunctions" + name).c_str(), numberFunctions<Type>);
}

/** copyIn(handle, byteOffset, source) and copyOut(handle, byteOffset, target): the whole of source or target */
template <bool kIn>
napi_value copy(napi_env env, napi_callback_info info) {
  Call<3> call(env, info);
  const Handle* handle = call.handle(0);
  unsigned char* data = nullptr;
  size_t bytes = 0;
  if (handle == nullptr || !bytesOf(call.environment, call.values[2], &data, &bytes)) return nullptr;
  const double offset = call.real(1);
  if (!(offset >= 0) || offset + static_cast<double>(bytes) > static_cast<double>(handle->bytes)) {
    return failRange(call.environment, static_cast<uint64_t>(offset > 0 ? offset : 0), bytes, handle->bytes);
  }
  if (bytes == 0) return nullptr;
  unsigned char* shared = handle->data + static_cast<size_t>(offset);
  std::memcpy(kIn ? shared : data, kIn ? data : shared, bytes);
  return nullptr;
}

/** clear(handle): all bytes 0 */
napi_value clear(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  const Handle* handle = call.handle(0);
  if (handle != nullptr) std::memset(handle->data, 0, handle->bytes);
  return nullptr;
}

}  // namespace

void defineValues(Environment* environment, napi_value exports) {
  define<Int32>(environment, exports, "Int32");
  define<Uint32>(environment, exports, "Uint32");
  define<Int64>(environment, exports, "Int64");
  define<Float32>(environment, exports, "Float32");
  define<Float64>(environment, exports, "Float64");
  defineFunction(environment, exports, "copyIn", copy<true>);
  defineFunction(environment, exports, "copyOut", copy<false>);
  defineFunction(environment, exports, "clear", clear);
}

}  // namespace lanescope
