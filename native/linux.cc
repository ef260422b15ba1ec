// Linux: nameless memory (memfd) that others open through /proc/PID/fd/N, so that nothing is left behind even when every
// process is killed; futex across processes; pidfd for death.
#ifdef __linux__

#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "platform.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

namespace lanescope::platform {
namespace {

/** From this size on the system is asked first: the kernel backs a memfd until it kills somebody for lack of memory. */
constexpr size_t kAskFirstBytes = size_t{16} << 20;

/** Between two looks at the parent, where the system does not tell of its end. */
constexpr useconds_t kLookEveryUs = 200000;

std::string readSmallFile(const char* path) {
  char text[4096];
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  size_t used = 0;
  while (used < sizeof text) {
    const ssize_t got = ::read(file, text + used, sizeof text - used);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    used += static_cast<size_t>(got);
  }
  ::close(file);
  return std::string(text, used);
}

/** Bytes that this process may still ask for, as far as the system tells. */
uint64_t availableBytes() {
  uint64_t available = UINT64_MAX;
  const std::string information = readSmallFile("/proc/meminfo");
  const size_t at = information.find("MemAvailable:");
  if (at != std::string::npos) available = std::strtoull(information.c_str() + at + 13, nullptr, 10) * 1024;
  const std::string most = readSmallFile("/sys/fs/cgroup/memory.max");
  const std::string current = readSmallFile("/sys/fs/cgroup/memory.current");
  if (!most.empty() && most[0] != 'm' && !current.empty()) {  // "max" is no limit
    const uint64_t limit = std::strtoull(most.c_str(), nullptr, 10);
    const uint64_t used = std::strtoull(current.c_str(), nullptr, 10);
    const uint64_t left = limit > used ? limit - used : 0;
    if (left < available) available = left;
  }
  return available;
}

Failure failed(Mapping* mapping, const char* what, int error) {
  mapping->detail = std::string(what) + ": " + std::strerror(error);
  if (mapping->handle >= 0) ::close(static_cast<int>(mapping->handle));
  mapping->handle = -1;
  switch (error) {
    case ENOSPC:
    case ENOMEM:
    case EFBIG:
    case EDQUOT:
      return Failure::full;
    case ENOENT:
    case ESRCH:
      return Failure::gone;
    default:
      return Failure::refused;
  }
}

Failure map(Mapping* mapping) {
  void* data = ::mmap(nullptr, mapping->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, static_cast<int>(mapping->handle), 0);
  if (data == MAP_FAILED) return failed(mapping, "mmap", errno);
  mapping->data = static_cast<unsigned char*>(data);
  return Failure::none;
}

/** Field 22 of /proc/PID/stat: start in clock ticks since boot. 0 where there is no such process. */
uint64_t startOf(uint32_t pid) {
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%u/stat", pid);
  const std::string text = readSmallFile(path);
  // The command's name, field 2, may hold spaces and brackets: count from its end.
  size_t at = text.rfind(')');
  if (at == std::string::npos) return 0;
  for (int field = 2; field < 22; field++) {
    at = text.find(' ', at + 1);
    if (at == std::string::npos) return 0;
  }
  return std::strtoull(text.c_str() + at + 1, nullptr, 10);
}

}  // namespace

Failure create(size_t bytes, Mapping* mapping) {
  mapping->bytes = bytes;
  if (bytes >= kAskFirstBytes && bytes > availableBytes()) return failed(mapping, "not enough free memory", ENOSPC);
  constexpr unsigned kFlags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int file = static_cast<int>(::syscall(SYS_memfd_create, "lanescope", kFlags | MFD_NOEXEC_SEAL));
  // Kernels before 6.3 do not know the flag.
  if (file < 0 && errno == EINVAL) file = static_cast<int>(::syscall(SYS_memfd_create, "lanescope", kFlags));
  if (file < 0) return failed(mapping, "memfd_create", errno);
  mapping->handle = file;
  int error;
  do {
    error = ::posix_fallocate(file, 0, static_cast<off_t>(bytes));
  } while (error == EINTR);
  if (error != 0) return failed(mapping, "posix_fallocate", error);
  // Nobody can shorten it from now on, so nobody's access can fault.
  if (::fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return failed(mapping, "sealing", errno);
  }
  mapping->name = std::to_string(::getpid()) + "/fd/" + std::to_string(file);
  return map(mapping);
}

Failure open(const std::string& name, size_t bytes, Mapping* mapping) {
  mapping->bytes = bytes;
  mapping->name = name;
  // Only what `create` gives out is opened, whoever sent the name.
  unsigned pid = 0;
  unsigned number = 0;
  int end = 0;
  if (std::sscanf(name.c_str(), "%u/fd/%u%n", &pid, &number, &end) != 2 || end != static_cast<int>(name.size())) {
    return failed(mapping, "the name is not one of this system's", EINVAL);
  }
  const int file = ::open(("/proc/" + name).c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return failed(mapping, "open", errno);
  mapping->handle = file;
  struct stat status;
  if (::fstat(file, &status) != 0) return failed(mapping, "fstat", errno);
  const int seals = ::fcntl(file, F_GET_SEALS);
  if (seals < 0 || (seals & F_SEAL_SHRINK) == 0 || static_cast<uint64_t>(status.st_size) < bytes) {
    return failed(mapping, "something else is there now", ENOENT);
  }
  const Failure failure = map(mapping);
  // The mapping keeps the memory; only its creator's descriptor is a door for others.
  if (failure == Failure::none) {
    ::close(file);
    mapping->handle = -1;
  }
  return failure;
}

void close(Mapping* mapping) {
  if (mapping->data != nullptr) ::munmap(mapping->data, mapping->bytes);
  if (mapping->handle >= 0) ::close(static_cast<int>(mapping->handle));
  mapping->data = nullptr;
  mapping->handle = -1;
}

bool wait(const Mapping&, std::atomic<uint32_t>* word, uint32_t expected, int64_t timeoutNs) {
  struct timespec timeout;
  timeout.tv_sec = static_cast<time_t>(timeoutNs / 1000000000);
  timeout.tv_nsec = static_cast<long>(timeoutNs % 1000000000);
  // Without FUTEX_PRIVATE_FLAG: the waker may be another process.
  const long result = ::syscall(SYS_futex, word, FUTEX_WAIT, expected, &timeout, nullptr, 0);
  return result != 0 && errno == ETIMEDOUT;
}

void wake(const Mapping&, std::atomic<uint32_t>* word, int count) {
  ::syscall(SYS_futex, word, FUTEX_WAKE, count, nullptr, nullptr, 0);
}

Process self() {
  // By process, for the C++ tests fork.
  static thread_local Process known;
  const uint32_t pid = static_cast<uint32_t>(::getpid());
  if (known.pid != pid) known = {pid, startOf(pid)};
  return known;
}

bool isDead(const Process& process) {
  if (process.pid == static_cast<uint32_t>(::getpid())) return process.start != 0 && process.start != self().start;
  const int file = static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0));
  if (file < 0) {
    if (errno == ESRCH) return true;
    // No pidfd here (kernels before 5.3, a filter) or no descriptor left: a zombie then looks alive until collected.
    const uint64_t start = startOf(process.pid);
    return start == 0 || (process.start != 0 && start != process.start);
  }
  struct pollfd poll = {file, POLLIN, 0};
  const bool ended = ::poll(&poll, 1, 0) > 0;
  // Read while the descriptor holds the number: another start is another process.
  const uint64_t start = ended ? 0 : startOf(process.pid);
  ::close(file);
  return ended || (process.start != 0 && start != 0 && start != process.start);
}

void awaitParentEnd(uint32_t pid) {
  const int file = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  // Asked after the descriptor holds the number, so that it is not another process's by now.
  const auto isOrphan = [pid] { return static_cast<uint32_t>(::getppid()) != pid; };
  if (file >= 0) {
    struct pollfd poll = {file, POLLIN, 0};
    while (!isOrphan() && ::poll(&poll, 1, -1) < 0 && errno == EINTR) {
    }
    ::close(file);
    return;
  }
  // No pidfd here (kernels before 5.3, a filter).
  while (!isOrphan()) ::usleep(kLookEveryUs);
}

void endSelf() {
  ::kill(::getpid(), SIGKILL);
  ::_exit(1);
}

int64_t monotonicNs() {
  struct timespec now;
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<int64_t>(now.tv_sec) * 1000000000 + now.tv_nsec;
}

uint64_t randomToken() {
  uint64_t token = 0;
  while (token == 0) {
    if (::getrandom(&token, sizeof token, 0) != static_cast<ssize_t>(sizeof token)) {
      token = static_cast<uint64_t>(monotonicNs()) ^ (static_cast<uint64_t>(::getpid()) << 40);
    }
  }
  return token;
}

}  // namespace lanescope::platform

#endif
