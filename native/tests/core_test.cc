// The addon's core without Node, for the sanitizers: `node scripts/test-native.mjs`. Where a test forks, the child leaves
// by _exit or by a signal, as ThreadSanitizer wants it.
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include "../ring.h"
#include "../waiters.h"
#include "fixture.h"

using namespace lanescope;

namespace {

int64_t in(int64_t ms) { return platform::monotonicNs() + ms * 1'000'000; }

/** Runs in a process of its own; `body` returns its exit code. */
template <typename Body>
pid_t inProcess(Body body) {
  const pid_t pid = fork();
  CHECK(pid >= 0);
  if (pid == 0) _exit(body());
  return pid;
}

int collect(pid_t pid) {
  int status = 0;
  CHECK(waitpid(pid, &status, 0) == pid);
  return status;
}

void threadsExcludeEachOther() {
  Fixture arena;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; thread++) {
    threads.emplace_back([&] {
      const uint32_t owner = arena.claim();
      for (int time = 0; time < 5'000; time++) {
        if (!tryLockSound(arena.lock(), arena.owners, owner)) CHECK(arena.acquire(owner) == Result::done);
        // No atomic: a race here is what ThreadSanitizer would report.
        *arena.plain() += 1;
        CHECK(arena.release(owner) == Released::done);
      }
      arena.owners.end(owner);
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(*arena.plain() == 20'000);
  CHECK(arena.lock()->acquisitions.load() == 20'000);
  CHECK(arena.owners.snapshot().empty());
}

void processesExcludeEachOther() {
  Fixture arena;
  std::vector<pid_t> children;
  for (int child = 0; child < 4; child++) {
    children.push_back(inProcess([&] {
      const uint32_t owner = arena.claim();
      for (int time = 0; time < 10'000; time++) {
        if (arena.acquire(owner) != Result::done) return 1;
        *arena.plain() += 1;
        arena.release(owner);
      }
      return 0;
    }));
  }
  for (const pid_t child : children) CHECK(collect(child) == 0);
  CHECK(*arena.plain() == 40'000);
}

void theDeadAreFoundOut() {
  Fixture arena;
  const uint32_t owner = arena.claim();
  const pid_t child = inProcess([&] {
    arena.acquire(arena.claim());
    kill(getpid(), SIGKILL);
    return 0;
  });
  while (arena.lock()->word.load() == 0) std::this_thread::yield();
  // Not collected: a zombie must count as dead.
  CHECK(arena.acquire(owner) == Result::ownerDied);
  CHECK(arena.lock()->abandoned.load() == 1);
  CHECK(arena.release(owner) == Released::done);
  CHECK(arena.acquire(owner) == Result::done);
  arena.release(owner);
  collect(child);
  for (const uint32_t id : arena.owners.markDead(static_cast<uint32_t>(child))) arena.owners.release(id);
  CHECK(arena.owners.snapshot().size() == 1);
}

void holdersAcquireAgain() {
  Fixture arena;
  const uint32_t one = arena.claim();
  const uint32_t other = arena.claim();
  LockSlot* lock = arena.lock();
  CHECK(!lockAgain(lock, one));
  CHECK(unlockOnce(lock, one) == Lowered::notOwner);
  CHECK(tryLockSound(lock, arena.owners, one));
  CHECK(lockAgain(lock, one));
  CHECK(!lockAgain(lock, other) && !lockAgain(lock, 0));
  CHECK(unlockOnce(lock, other) == Lowered::notOwner);
  CHECK(unlockOnce(lock, one) == Lowered::done);
  CHECK(unlockOnce(lock, one) == Lowered::last);
  CHECK(arena.release(one) == Released::done);
  // What a dead holder had acquired again, nobody has.
  const pid_t child = inProcess([&] {
    const uint32_t owner = arena.claim();
    return arena.acquire(owner) == Result::done && lockAgain(lock, owner) ? 0 : 1;
  });
  CHECK(collect(child) == 0);
  CHECK(lock->depth.load() == 1);
  CHECK(arena.acquire(one) == Result::ownerDied);
  CHECK(unlockOnce(lock, one) == Lowered::last);
  arena.release(one);
}

void theDeadAreReaped() {
  Fixture arena;
  const pid_t child = inProcess([&] { return arena.acquire(arena.claim()) == Result::done ? 0 : 1; });
  CHECK(collect(child) == 0);
  const std::vector<uint32_t> dead = arena.owners.markDead(static_cast<uint32_t>(child));
  CHECK(dead.size() == 1);
  CHECK(recover(arena.lock(), arena.owners, arena.segment->mapping()));
  CHECK(!recover(arena.lock(), arena.owners, arena.segment->mapping()));
  arena.owners.release(dead[0]);
  const uint32_t owner = arena.claim();
  CHECK(owner != dead[0]);
  CHECK(!tryLockSound(arena.lock(), arena.owners, owner));
  CHECK(tryLock(arena.lock(), arena.owners, owner) == Result::ownerDied);
  CHECK(!tryLockSound(arena.lock(), arena.owners, owner));
  CHECK(tryLock(arena.lock(), arena.owners, dead[0]) == Result::unknownOwner);
  CHECK(arena.release(owner) == Released::done);
}

void theLivingAreNotReaped() {
  Fixture arena;
  const uint32_t owner = arena.claim();
  CHECK(arena.acquire(owner) == Result::done);
  CHECK(arena.owners.markDead(static_cast<uint32_t>(getpid())).empty());
  CHECK(!recover(arena.lock(), arena.owners, arena.segment->mapping()));
  arena.release();
}

void locksRefuseMisuse() {
  Fixture arena;
  const uint32_t one = arena.claim();
  const uint32_t two = arena.claim();
  CHECK(arena.release() == Released::notHeld);
  CHECK(arena.acquire(one) == Result::done);
  CHECK(arena.release(two) == Released::notOwner);
  CHECK(arena.acquire(two, in(5)) == Result::timeout);
  // An owner that ended keeps its lock, and its slot, until somebody releases it.
  CHECK(arena.owners.end(one));
  CHECK(!arena.owners.end(one));
  CHECK(arena.acquire(two, in(5)) == Result::timeout);
  CHECK(arena.acquire(one) == Result::unknownOwner);
  CHECK(arena.owners.snapshot().size() == 2);
  CHECK(arena.release() == Released::done);
  CHECK(arena.owners.snapshot().size() == 1);
  CHECK(arena.acquire(two) == Result::done);
  arena.release(two);
  CHECK(!tryLockSound(arena.lock(), arena.owners, one));
  CHECK(tryLockSound(arena.lock(), arena.owners, two));
  arena.release(two);
  CHECK(!arena.owners.end(two));
}

void permitsAreNeverTakenTwice() {
  Fixture arena;
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; thread++) {
    threads.emplace_back([&] {
      for (int time = 0; time < 2'000; time++) {
        CHECK(fulfil(arena.wish(Wish::Kind::take), INT64_MAX, [] { return false; }) == Result::done);
        taken++;
      }
    });
  }
  for (int time = 0; time < 8'000; time++) CHECK(give(arena.count(), arena.segment->mapping(), 1, 10'000));
  for (std::thread& thread : threads) thread.join();
  CHECK(taken == 8'000);
  CHECK(arena.count()->value.load() == 0);
  CHECK(arena.count()->sleepers.load() == 0);
  CHECK(!give(arena.count(), arena.segment->mapping(), 11, 10));
}

void waitersServeInOrder() {
  Fixture arena;
  std::mutex mutex;
  std::vector<long> order;
  std::vector<Result> results;
  Waiters waiters([&](void* user, Result result) {
    const std::lock_guard<std::mutex> guard(mutex);
    order.push_back(reinterpret_cast<long>(user));
    results.push_back(result);
    if (result == Result::done) CHECK(arena.release() == Released::done);
  });
  const uint32_t holder = arena.claim();
  CHECK(arena.acquire(holder) == Result::done);
  for (long number = 1; number <= 50; number++) {
    const int64_t deadline = number == 49 ? in(20) : INT64_MAX;
    CHECK(waiters.submit(arena.wish(Wish::Kind::lock, arena.claim()), deadline, reinterpret_cast<void*>(number)));
  }
  waiters.cancel(reinterpret_cast<void*>(50));
  const auto reported = [&] {
    const std::lock_guard<std::mutex> guard(mutex);
    return order.size();
  };
  while (reported() < 2) std::this_thread::yield();
  arena.release(holder);
  while (reported() < 50) std::this_thread::yield();
  CHECK(waiters.stop().empty());
  int done = 0;
  for (size_t index = 0; index < order.size(); index++) {
    if (results[index] == Result::done) CHECK(order[index] == ++done);
    if (order[index] == 49) CHECK(results[index] == Result::timeout);
    if (order[index] == 50) CHECK(results[index] == Result::cancelled);
  }
  CHECK(done == 48);
}

void waitersStopWithWaitsPending() {
  Fixture arena;
  Waiters waiters([](void*, Result) { CHECK(false); });
  const uint32_t holder = arena.claim();
  CHECK(arena.acquire(holder) == Result::done);
  const uint32_t other = arena.claim();
  CHECK(waiters.submit(arena.wish(Wish::Kind::lock, other), INT64_MAX, &waiters));
  CHECK(waiters.submit(arena.wish(Wish::Kind::take), INT64_MAX, &arena));
  CHECK(waiters.stop().size() == 2);
  arena.owners.end(other);
  CHECK(arena.owners.snapshot().size() == 1);
}

void ringsKeepOrderAcrossThreads() {
  Fixture arena;
  Ring ring(arena.data, 64);
  ring.initialise(0);
  constexpr uint32_t kRecords = 100'000;
  std::thread writer([&] {
    for (uint32_t number = 0; number < kRecords; number++) {
      if (number % 1'000 == 0) {
        while (!ring.pushName(number, "a name of more than thirty-two bytes, in UTF-8: ä", 50)) std::this_thread::yield();
      }
      const Record record = {0, 4, 0, 0, 0, static_cast<double>(number), 0, 0};
      while (!ring.push(record)) std::this_thread::yield();
    }
  });
  unsigned char target[40 * kRecordBytes];
  uint32_t next = 0;
  while (next < kRecords) {
    const size_t bytes = ring.drain(target, sizeof target);
    for (size_t at = 0; at < bytes; at += kRecordBytes) {
      Record record;
      std::memcpy(&record, target + at, sizeof record);
      if (record.kind == kName) {
        CHECK(std::memcmp(target + at + kRecordBytes, "a name of more", 14) == 0);
        at += 2 * kRecordBytes;
        CHECK(at < bytes);
        continue;
      }
      CHECK(record.value == next);
      next++;
    }
  }
  writer.join();
  CHECK(ring.drain(target, sizeof target) == 0);
}

void fullRingsKeepRoomForEnds() {
  Fixture arena;
  Ring ring(arena.data, 64);
  ring.initialise(0);
  int begun = 0;
  while (ring.push({0, kBegin, 0, 0, 0, 0, 0, 0})) begun++;
  CHECK(begun == 32);
  CHECK(!ring.push({0, 4, 0, 0, 0, 0, 0, 0}));
  CHECK(!ring.pushName(1, "x", 1));
  CHECK(ring.dropped() == 2);
  for (int end = 0; end < begun; end++) CHECK(ring.push({0, kEnd, 0, 0, 0, 0, 0, 0}));
  unsigned char target[64 * kRecordBytes];
  CHECK(ring.drain(target, sizeof target) == sizeof target);
  CHECK(ring.push({0, kLockRequest, 0, 0, 0, 0, 0, 0}));
  int points = 0;
  while (ring.push({0, 4, 0, 0, 0, 0, 0, 0})) points++;
  CHECK(points == 61);
  CHECK(ring.push({0, kLockAcquire, 0, 0, 0, 0, 0, 0}));
  CHECK(ring.push({0, kLockRelease, 0, 0, 0, 0, 0, 0}));
  CHECK(ring.drain(target, sizeof target) == sizeof target);
  // A wait that ends without the lock gives back all that was kept for it.
  CHECK(ring.push({0, kLockRequest, 0, 0, 0, 0, 0, 0}));
  CHECK(ring.push({0, kLockGiveUp, 0, 0, 0, 0, 0, 0}));
  points = 0;
  while (ring.push({0, 4, 0, 0, 0, 0, 0, 0})) points++;
  CHECK(points == 62);
}

void brokenRingsGiveNothing() {
  Fixture arena;
  Ring ring(arena.data, 64);
  ring.initialise(0);
  reinterpret_cast<RingHeader*>(arena.data)->head.store(1'000'000);
  unsigned char target[64 * kRecordBytes];
  CHECK(ring.drain(target, sizeof target) == 0);
}

void lackOfMemoryIsTold() {
  platform::Mapping mapping;
  CHECK(platform::create(size_t{1} << 45, &mapping) == platform::Failure::full);
  const int status = collect(inProcess([] {
    // The kernel refuses to back the file: what a full tmpfs or a quota does.
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {1 << 20, 1 << 20};
    setrlimit(RLIMIT_FSIZE, &limit);
    platform::Mapping small;
    return platform::create(2 << 20, &small) == platform::Failure::full ? 0 : 1;
  }));
  CHECK(status == 0);
}

void onlyTheRightMemoryOpens() {
  Fixture arena;
  std::shared_ptr<Segment> again;
  std::string detail;
  const std::string name = arena.segment->mapping().name;
  const size_t bytes = arena.segment->bytes();
  CHECK(Segment::open(name, bytes, 7, 0, &again, &detail) == platform::Failure::none);
  CHECK(again->data() != arena.segment->data());
  CHECK(Segment::open(name, bytes, 8, 0, &again, &detail) == platform::Failure::gone);
  CHECK(Segment::open(name, bytes + kPageBytes, 7, 0, &again, &detail) == platform::Failure::gone);
  CHECK(Segment::open("1/fd/../../etc/passwd", bytes, 7, 0, &again, &detail) == platform::Failure::refused);
  CHECK(Segment::open("999999999/fd/3", bytes, 7, 0, &again, &detail) == platform::Failure::gone);
}

}  // namespace

int main() {
  const Test tests[] = {
      {"threads exclude each other", threadsExcludeEachOther},
      {"processes exclude each other", processesExcludeEachOther},
      {"a waiter finds out that the owner is dead", theDeadAreFoundOut},
      {"a holder acquires again and releases as often, and a dead one leaves none of that", holdersAcquireAgain},
      {"a dead owner is reaped and its id never means another", theDeadAreReaped},
      {"a living owner is not reaped", theLivingAreNotReaped},
      {"locks refuse misuse, and outlive the task that holds them", locksRefuseMisuse},
      {"permits are never taken twice", permitsAreNeverTakenTwice},
      {"waiters serve in order, end at their deadline or when cancelled", waitersServeInOrder},
      {"waiters stop with waits pending", waitersStopWithWaitsPending},
      {"rings keep order across threads and names with their text", ringsKeepOrderAcrossThreads},
      {"full rings drop the newest and keep room for ends", fullRingsKeepRoomForEnds},
      {"broken rings give nothing", brokenRingsGiveNothing},
      {"lack of memory is told at once", lackOfMemoryIsTold},
      {"only the right memory opens", onlyTheRightMemoryOpens},
  };
  for (const Test& test : tests) {
    test.run();
    std::printf("ok %s\n", test.name);
    std::fflush(stdout);
  }
  return 0;
}
