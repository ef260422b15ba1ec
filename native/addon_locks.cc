// Locks and counting words, waiting for them on this thread or by a promise.
#include "direct.h"

#include <climits>

namespace lanescope {
namespace {

template <size_t kMost>
Handle* slotOf(const Call<kMost>& call) {
  Handle* handle = call.handle(0);
  if (handle != nullptr && handle->bytes < kSlotBytes) {
    failRange(call.environment, 0, kSlotBytes, handle->bytes);
    return nullptr;
  }
  return handle;
}

LockSlot* lockOf(const Handle* handle) { return reinterpret_cast<LockSlot*>(handle->data); }
CountSlot* countOf(const Handle* handle) { return reinterpret_cast<CountSlot*>(handle->data); }

/** @param timeoutMs Negative or infinite for never. */
int64_t deadlineAfter(double timeoutMs) {
  if (!(timeoutMs >= 0) || timeoutMs > 1e12) return INT64_MAX;
  return platform::monotonicNs() + static_cast<int64_t>(timeoutMs * 1e6);
}

napi_value failOwner(Environment* environment) {
  return fail(environment, "owner-unknown", "A lock is asked for in the name of a task that is over or never began.");
}

template <size_t kMost>
napi_value outcome(const Call<kMost>& call, Result result) {
  if (result == Result::unknownOwner) return failOwner(call.environment);
  return asNumber(call.env, static_cast<uint32_t>(result));
}

/** Whether this thread is to stop: a worker thread's `terminate` reaches native code only when it calls back. */
bool isTerminating(Environment* environment) {
  napi_value nothing = nullptr;
  napi_value undefined = nullptr;
  napi_handle_scope scope = nullptr;
  napi_open_handle_scope(environment->env, &scope);
  napi_get_reference_value(environment->env, environment->nothing, &nothing);
  napi_get_undefined(environment->env, &undefined);
  const bool ends = napi_call_function(environment->env, undefined, nothing, 0, nullptr, nullptr) != napi_ok;
  napi_close_handle_scope(environment->env, scope);
  return ends;
}

/** The arguments mean (handle, owner or expected, timeoutMs). */
Wish wishOf(const Call<4>& call, const Handle* handle, Wish::Kind kind) {
  Wish wish;
  wish.kind = kind;
  wish.root = handle->arena->segments[0];
  wish.segment = handle->segment;
  wish.owners = handle->arena->owners;
  wish.word = reinterpret_cast<std::atomic<uint32_t>*>(handle->data);
  wish.position = handle->position;
  if (kind == Wish::Kind::lock) wish.owner = call.number(1);
  if (kind == Wish::Kind::change) wish.expected = call.number(1);
  return wish;
}

/** tryLock(handle, owner) -> result */
napi_value tryLockNow(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  const Handle* handle = slotOf(call);
  if (handle == nullptr) return nullptr;
  return outcome(call, tryLock(lockOf(handle), handle->arena->owners, call.number(1)));
}

/** lock(handle, owner, timeoutMs), take(handle, 0, timeoutMs), change(handle, expected, timeoutMs) -> result; blocks */
template <Wish::Kind kKind>
napi_value fulfilNow(napi_env env, napi_callback_info info) {
  Call<4> call(env, info);
  const Handle* handle = slotOf(call);
  if (handle == nullptr) return nullptr;
  if (kKind == Wish::Kind::lock) {
    const Result result = tryLock(lockOf(handle), handle->arena->owners, call.number(1));
    if (result != Result::timeout) return outcome(call, result);
  }
  const int64_t deadlineNs = deadlineAfter(call.count > 2 ? call.real(2) : -1);
  const Wish wish = wishOf(call, handle, kKind);
  Environment* environment = call.environment;
  return outcome(call, fulfil(wish, deadlineNs, [environment] { return isTerminating(environment); }));
}

/** The same, by a promise; the fourth argument is a number by which `cancel` finds it. */
template <Wish::Kind kKind>
napi_value fulfilLater(napi_env env, napi_callback_info info) {
  Call<4> call(env, info);
  const Handle* handle = slotOf(call);
  if (handle == nullptr) return nullptr;
  Environment* environment = call.environment;
  const uint32_t number = call.number(3);
  napi_value promise = nullptr;
  auto pending = std::make_unique<Environment::Pending>();
  pending->environment = environment;
  pending->number = number;
  if (napi_create_promise(env, &pending->deferred, &promise) != napi_ok) return nullptr;
  // An unreferenced function would let the process exit with waits pending.
  if (environment->pending.empty()) napi_ref_threadsafe_function(env, environment->reports);
  environment->pending[number] = pending.get();
  if (environment->waiters->submit(wishOf(call, handle, kKind), deadlineAfter(call.real(2)), pending.get())) {
    pending.release();
    return promise;
  }
  environment->pending.erase(number);
  if (environment->pending.empty()) napi_unref_threadsafe_function(env, environment->reports);
  napi_resolve_deferred(env, pending->deferred, asNumber(env, static_cast<uint32_t>(Result::unknownOwner)));
  return failOwner(environment);
}

/** cancel(number) -> whether that wait was still pending */
napi_value cancel(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  const auto found = call.environment->pending.find(call.number(0));
  if (found == call.environment->pending.end()) return asBoolean(env, false);
  call.environment->waiters->cancel(found->second);
  return asBoolean(env, true);
}

/** unlock(handle, requiredOwner or 0) */
napi_value unlockNow(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  const Handle* handle = slotOf(call);
  if (handle == nullptr) return nullptr;
  switch (unlock(lockOf(handle), handle->arena->owners, handle->segment->mapping(), call.number(1))) {
    case Released::done:
      return nullptr;
    case Released::notHeld:
      return fail(call.environment, "lock-not-held", "This lock is not held: release it once for each time it is acquired.");
    case Released::notOwner:
      return fail(call.environment, "lock-not-owner", "This lock is held by another task, and only that one may release it.");
  }
  return nullptr;
}

/** lockAgain(handle, owner) -> whether that owner holds it, and has acquired it once more */
napi_value lockAgainNow(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  const Handle* handle = slotOf(call);
  if (handle == nullptr) return nullptr;
  return asBoolean(env, lockAgain(lockOf(handle), call.number(1)));
}

/** unlockOnce(handle, owner) -> 0: another one holds it, 1: done, 2: nothing changed, `unlock` is next */
napi_value unlockOnceNow(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  const Handle* handle = slotOf(call);
  if (handle == nullptr) return nullptr;
  return asNumber(env, static_cast<uint32_t>(unlockOnce(lockOf(handle), call.number(1))));
}

/** setLockDepth(handle, depth): of who holds it; see `LockSlot` */
napi_value setLockDepth(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  const Handle* handle = slotOf(call);
  if (handle != nullptr) lockOf(handle)->depth.store(call.number(1), std::memory_order_relaxed);
  return nullptr;
}

/**
 * Of one lock: acquireSync(timeoutMs), in the name of the thread's current owner. Whatever has to wait is left.
 *
 * @tparam kAgain Whether its holder may acquire it again.
 */
template <bool kAgain>
napi_value acquireDirect(napi_env env, napi_callback_info info) {
  const DirectCall<1> call(env, info);
  const Handle* handle = call.handle();
  if (handle == nullptr || handle->arena->currentOwner == 0) return call.leave();
  LockSlot* lock = lockOf(handle);
  const uint32_t owner = handle->arena->currentOwner;
  const bool has = (kAgain && lockAgain(lock, owner)) || tryLockSound(lock, handle->arena->owners, owner);
  return has ? asBoolean(env, true) : call.leave();
}

/** Of one lock that only its holder releases: releaseSync(), in the name of the thread's current owner. */
napi_value releaseOwnDirect(napi_env env, napi_callback_info info) {
  const DirectCall<0> call(env, info);
  const Handle* handle = call.handle();
  if (handle == nullptr || handle->arena->currentOwner == 0) return call.leave();
  LockSlot* lock = lockOf(handle);
  const uint32_t owner = handle->arena->currentOwner;
  if (unlockOnce(lock, owner) == Lowered::done) return nullptr;
  const Released released = unlock(lock, handle->arena->owners, handle->segment->mapping(), owner);
  return released == Released::done ? nullptr : call.leave();
}

/** Of one lock: releaseSync(), whoever holds it. Where nobody does, the failure is left. */
napi_value releaseDirect(napi_env env, napi_callback_info info) {
  const DirectCall<0> call(env, info);
  const Handle* handle = call.handle();
  if (handle == nullptr) return call.leave();
  const Released released = unlock(lockOf(handle), handle->arena->owners, handle->segment->mapping(), 0);
  return released == Released::done ? nullptr : call.leave();
}

/** lockFunctions(handle, acquireSync, releaseSync, isReentrant 0/1) -> the same two, of this lock alone; see `direct.h` */
napi_value lockFunctions(napi_env env, napi_callback_info info) {
  Call<4> call(env, info);
  if (slotOf(call) == nullptr) return nullptr;
  Environment* environment = call.environment;
  const uint32_t number = call.number(0);
  napi_value result = nullptr;
  napi_create_array_with_length(env, 2, &result);
  const bool isReentrant = call.number(3) != 0;
  const napi_callback acquire = isReentrant ? acquireDirect<true> : acquireDirect<false>;
  const napi_callback release = isReentrant ? releaseOwnDirect : releaseDirect;
  napi_set_element(env, result, 0, makeDirect(environment, number, "acquireSync", acquire, call.values[1]));
  napi_set_element(env, result, 1, makeDirect(environment, number, "releaseSync", release, call.values[2]));
  return result;
}

/** lockState(handle) -> [holder, waits 0/1, depth, abandoned, acquisitions, contended] */
napi_value lockState(napi_env env, napi_callback_info info) {
  Call<4> call(env, info);
  const Handle* handle = slotOf(call);
  if (handle == nullptr) return nullptr;
  const LockSlot* lock = lockOf(handle);
  const uint32_t word = lock->word.load();
  napi_value result = nullptr;
  napi_create_array(env, &result);
  uint32_t at = 0;
  for (const double value :
       {static_cast<double>(word & kOwnerMask), (word & kWait) != 0 ? 1.0 : 0.0, static_cast<double>(lock->depth.load()),
        static_cast<double>(lock->abandoned.load()), static_cast<double>(lock->acquisitions.load()),
        static_cast<double>(lock->contended.load())}) {
    napi_set_element(env, result, at++, asNumber(env, value));
  }
  return result;
}

/** reap(arena, pid, handles of all locks as Uint32Array) -> handles of those that the dead process held */
napi_value reap(napi_env env, napi_callback_info info) {
  Call<3> call(env, info);
  Arena* arena = call.arena(0);
  unsigned char* data = nullptr;
  size_t bytes = 0;
  if (arena == nullptr || !bytesOf(call.environment, call.values[2], &data, &bytes)) return nullptr;
  const std::vector<uint32_t> dead = arena->owners.markDead(call.number(1));
  napi_value result = nullptr;
  napi_create_array(env, &result);
  uint32_t found = 0;
  if (dead.empty()) return result;
  for (size_t at = 0; at + sizeof(uint32_t) <= bytes; at += sizeof(uint32_t)) {
    uint32_t number = 0;
    std::memcpy(&number, data + at, sizeof number);
    if (number >= call.environment->handles.size()) continue;
    const Handle& handle = call.environment->handles[number];
    if (handle.arena != arena || handle.bytes < kSlotBytes) continue;
    if (!recover(lockOf(&handle), arena->owners, handle.segment->mapping())) continue;
    napi_set_element(env, result, found++, asNumber(env, number));
  }
  for (const uint32_t id : dead) arena->owners.release(id);
  return result;
}

/** give(handle, permits, most) -> false, nothing given, where there would be more than `most` */
napi_value giveNow(napi_env env, napi_callback_info info) {
  Call<4> call(env, info);
  const Handle* handle = slotOf(call);
  if (handle == nullptr) return nullptr;
  return asBoolean(env, give(countOf(handle), handle->segment->mapping(), call.number(1), call.number(2)));
}

/** wake(handle, count): sleepers of `change` look again */
napi_value wakeNow(napi_env env, napi_callback_info info) {
  Call<4> call(env, info);
  const Handle* handle = slotOf(call);
  if (handle == nullptr) return nullptr;
  const uint32_t count = call.number(1);
  platform::wake(handle->segment->mapping(), reinterpret_cast<std::atomic<uint32_t>*>(handle->data),
                 count > INT_MAX ? INT_MAX : static_cast<int>(count));
  return nullptr;
}

napi_value doNothing(napi_env, napi_callback_info) { return nullptr; }

/** On the JavaScript thread: settles the promise of a wait that is over. */
void settle(napi_env env, napi_value, void*, void* data) {
  const std::unique_ptr<Environment::Pending> pending(static_cast<Environment::Pending*>(data));
  // Null while the environment ends: nobody sees the promise any more, and the pending list is closed by its own hook.
  if (env == nullptr) return;
  Environment* environment = pending->environment;
  environment->pending.erase(pending->number);
  if (environment->pending.empty()) napi_unref_threadsafe_function(env, environment->reports);
  napi_resolve_deferred(env, pending->deferred, asNumber(env, static_cast<uint32_t>(pending->result)));
}

}  // namespace

void openWaiters(Environment* environment) {
  napi_env env = environment->env;
  napi_value name = nullptr;
  napi_create_string_utf8(env, "lanescope waits", NAPI_AUTO_LENGTH, &name);
  napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, nullptr, settle,
                                  &environment->reports);
  napi_unref_threadsafe_function(env, environment->reports);
  environment->waiters = std::make_unique<Waiters>([environment](void* user, Result result) {
    auto* pending = static_cast<Environment::Pending*>(user);
    pending->result = result;
    napi_call_threadsafe_function(environment->reports, pending, napi_tsfn_nonblocking);
  });
}

void closeWaiters(Environment* environment) {
  for (void* user : environment->waiters->stop()) delete static_cast<Environment::Pending*>(user);
}

void defineLocks(Environment* environment, napi_value exports) {
  napi_value nothing = nullptr;
  napi_create_function(environment->env, "nothing", NAPI_AUTO_LENGTH, doNothing, nullptr, &nothing);
  napi_create_reference(environment->env, nothing, 1, &environment->nothing);
  defineFunction(environment, exports, "tryLock", tryLockNow);
  defineFunction(environment, exports, "lock", fulfilNow<Wish::Kind::lock>);
  defineFunction(environment, exports, "lockAsync", fulfilLater<Wish::Kind::lock>);
  defineFunction(environment, exports, "unlock", unlockNow);
  defineFunction(environment, exports, "lockAgain", lockAgainNow);
  defineFunction(environment, exports, "unlockOnce", unlockOnceNow);
  defineFunction(environment, exports, "setLockDepth", setLockDepth);
  defineFunction(environment, exports, "lockFunctions", lockFunctions);
  defineFunction(environment, exports, "lockState", lockState);
  defineFunction(environment, exports, "reap", reap);
  defineFunction(environment, exports, "take", fulfilNow<Wish::Kind::take>);
  defineFunction(environment, exports, "takeAsync", fulfilLater<Wish::Kind::take>);
  defineFunction(environment, exports, "give", giveNow);
  defineFunction(environment, exports, "change", fulfilNow<Wish::Kind::change>);
  defineFunction(environment, exports, "changeAsync", fulfilLater<Wish::Kind::change>);
  defineFunction(environment, exports, "wake", wakeNow);
  defineFunction(environment, exports, "cancel", cancel);
}

}  // namespace lanescope
