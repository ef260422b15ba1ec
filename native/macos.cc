// macOS: named memory (shm_open), for there is none without a name; the names are written down, and those of processes
// that are gone are swept at the next start. Written from the documentation and the headers; not run on a Mac yet.
#ifdef __APPLE__

#include <dlfcn.h>
#include <fcntl.h>
#include <libproc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/event.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "platform.h"

namespace lanescope::platform {
namespace {

/** Between two looks at the parent, where the system does not tell of its end. */
constexpr useconds_t kLookEveryUs = 200000;

/** Of shm_open's names, bytes with the slash. */
constexpr size_t kLongestName = 31;

/** One empty file for each name in use, for the system does not list them: `PID-START-RANDOM`. */
std::filesystem::path noteFolder() {
  std::error_code ignored;
  return std::filesystem::temp_directory_path(ignored) / ("lanescope-shm-" + std::to_string(::getuid()));
}

Failure failed(Mapping* mapping, const char* what, int error) {
  mapping->detail = std::string(what) + ": " + std::strerror(error);
  if (mapping->handle >= 0) ::close(static_cast<int>(mapping->handle));
  mapping->handle = -1;
  switch (error) {
    case ENOSPC:
    case ENOMEM:
    case EFBIG:
      return Failure::full;
    case ENOENT:
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

/** @returns False where there is no such process, or only its remains. */
bool look(uint32_t pid, uint64_t* start) {
  struct proc_bsdinfo information;
  const int bytes = ::proc_pidinfo(static_cast<int>(pid), PROC_PIDTBSDINFO, 0, &information, sizeof information);
  if (bytes != static_cast<int>(sizeof information)) return false;
  constexpr uint32_t kZombie = 5;  // SZOMB in sys/proc.h
  if (information.pbi_status == kZombie) return false;
  *start = information.pbi_start_tvsec * 1000000 + information.pbi_start_tvusec;
  return true;
}

std::string shmName(const std::string& note) {
  // The random part alone: the whole would be too long.
  const std::string name = "/lanescope-" + note.substr(note.rfind('-') + 1);
  return name.substr(0, kLongestName);
}

/** Removes what killed processes have left. Once per process. */
void sweep() {
  static const bool done = [] {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(noteFolder(), ignored)) {
      const std::string note = entry.path().filename().string();
      unsigned pid = 0;
      unsigned long long start = 0;
      if (std::sscanf(note.c_str(), "%u-%llu-", &pid, &start) != 2 || !isDead({pid, start})) continue;
      ::shm_unlink(shmName(note).c_str());
      std::filesystem::remove(entry.path(), ignored);
    }
    return true;
  }();
  (void)done;
}

using WaitOnAddress = int (*)(void*, uint64_t, size_t, uint32_t, uint32_t, uint64_t);
using WakeAddress = int (*)(void*, size_t, uint32_t);
using UlockWait = int (*)(uint32_t, void*, uint64_t, uint32_t);
using UlockWake = int (*)(uint32_t, void*, uint64_t);

/** Public since macOS 14.4; before, the private calls that it is made of. */
struct Calls {
  WaitOnAddress wait = reinterpret_cast<WaitOnAddress>(::dlsym(RTLD_DEFAULT, "os_sync_wait_on_address_with_timeout"));
  WakeAddress wakeAny = reinterpret_cast<WakeAddress>(::dlsym(RTLD_DEFAULT, "os_sync_wake_by_address_any"));
  WakeAddress wakeAll = reinterpret_cast<WakeAddress>(::dlsym(RTLD_DEFAULT, "os_sync_wake_by_address_all"));
  UlockWait ulockWait = reinterpret_cast<UlockWait>(::dlsym(RTLD_DEFAULT, "__ulock_wait"));
  UlockWake ulockWake = reinterpret_cast<UlockWake>(::dlsym(RTLD_DEFAULT, "__ulock_wake"));
};

const Calls& calls() {
  static const Calls known;
  return known;
}

constexpr uint32_t kShared = 1;              // OS_SYNC_WAIT_ON_ADDRESS_SHARED, OS_SYNC_WAKE_BY_ADDRESS_SHARED
constexpr uint32_t kMachAbsoluteTime = 32;   // OS_CLOCK_MACH_ABSOLUTE_TIME
constexpr uint32_t kUlockShared = 3;         // UL_COMPARE_AND_WAIT_SHARED
constexpr uint32_t kUlockWakeAll = 0x100;    // ULF_WAKE_ALL
constexpr uint32_t kUlockNoErrno = 0x1000000;  // ULF_NO_ERRNO

}  // namespace

Failure create(size_t bytes, Mapping* mapping) {
  sweep();
  mapping->bytes = bytes;
  char random[17];
  std::snprintf(random, sizeof random, "%016llx", static_cast<unsigned long long>(randomToken()));
  const Process process = self();
  const std::string note = std::to_string(process.pid) + "-" + std::to_string(process.start) + "-" + random;
  std::error_code error;
  std::filesystem::create_directories(noteFolder(), error);
  std::ofstream(noteFolder() / note).flush();
  mapping->name = note;
  const int file = ::shm_open(shmName(note).c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
  if (file < 0) return failed(mapping, "shm_open", errno);
  mapping->handle = file;
  // Once only: a second ftruncate fails here. The system backs the memory with its compressor and swap files.
  if (::ftruncate(file, static_cast<off_t>(bytes)) != 0) {
    const int reason = errno;
    ::shm_unlink(shmName(note).c_str());
    return failed(mapping, "ftruncate", reason);
  }
  return map(mapping);
}

Failure open(const std::string& name, size_t bytes, Mapping* mapping) {
  mapping->bytes = bytes;
  const int file = ::shm_open(shmName(name).c_str(), O_RDWR, 0);
  if (file < 0) return failed(mapping, "shm_open", errno);
  mapping->handle = file;
  struct stat status;
  if (::fstat(file, &status) != 0) return failed(mapping, "fstat", errno);
  if (static_cast<uint64_t>(status.st_size) < bytes) return failed(mapping, "something else is there now", ENOENT);
  const Failure failure = map(mapping);
  if (failure == Failure::none) {
    ::close(file);
    mapping->handle = -1;
  }
  return failure;
}

void close(Mapping* mapping) {
  if (mapping->data != nullptr) ::munmap(mapping->data, mapping->bytes);
  // Its creator alone kept a descriptor and wrote the name down.
  if (mapping->handle >= 0) {
    ::close(static_cast<int>(mapping->handle));
    ::shm_unlink(shmName(mapping->name).c_str());
    std::error_code ignored;
    std::filesystem::remove(noteFolder() / mapping->name, ignored);
  }
  mapping->data = nullptr;
  mapping->handle = -1;
}

bool wait(const Mapping&, std::atomic<uint32_t>* word, uint32_t expected, int64_t timeoutNs) {
  const Calls& known = calls();
  const uint64_t time = static_cast<uint64_t>(timeoutNs > 0 ? timeoutNs : 1);
  if (known.wait != nullptr) {
    return known.wait(word, expected, sizeof *word, kShared, kMachAbsoluteTime, time) < 0 && errno == ETIMEDOUT;
  }
  const uint32_t micros = static_cast<uint32_t>(time / 1000 > 0 ? time / 1000 : 1);
  if (known.ulockWait != nullptr) {
    return known.ulockWait(kUlockShared | kUlockNoErrno, word, expected, micros) == -ETIMEDOUT;
  }
  // Neither is there: look once in a millisecond.
  ::usleep(micros < 1000 ? micros : 1000);
  return micros <= 1000;
}

void wake(const Mapping&, std::atomic<uint32_t>* word, int count) {
  const Calls& known = calls();
  if (known.wait != nullptr && known.wakeAny != nullptr && known.wakeAll != nullptr) {
    if (count == 1) {
      known.wakeAny(word, sizeof *word, kShared);
    } else {
      known.wakeAll(word, sizeof *word, kShared);
    }
  } else if (known.ulockWake != nullptr) {
    known.ulockWake(kUlockShared | kUlockNoErrno | (count == 1 ? 0 : kUlockWakeAll), word, 0);
  }
}

Process self() {
  static thread_local Process known;
  const uint32_t pid = static_cast<uint32_t>(::getpid());
  if (known.pid != pid) {
    known.pid = pid;
    known.start = 0;
    look(pid, &known.start);
  }
  return known;
}

bool isDead(const Process& process) {
  uint64_t start = 0;
  if (!look(process.pid, &start)) return true;
  return process.start != 0 && start != process.start;
}

void awaitParentEnd(uint32_t pid) {
  const auto isOrphan = [pid] { return static_cast<uint32_t>(::getppid()) != pid; };
  const int queue = ::kqueue();
  struct kevent change;
  EV_SET(&change, pid, EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, 0, nullptr);
  if (queue >= 0 && ::kevent(queue, &change, 1, nullptr, 0, nullptr) == 0) {
    struct kevent event;
    while (!isOrphan() && ::kevent(queue, nullptr, 0, &event, 1, nullptr) < 0 && errno == EINTR) {
    }
  } else {
    while (!isOrphan()) ::usleep(kLookEveryUs);
  }
  if (queue >= 0) ::close(queue);
}

void endSelf() {
  ::kill(::getpid(), SIGKILL);
  ::_exit(1);
}

int64_t monotonicNs() {
  // What libuv's hrtime reads: mach_absolute_time in nanoseconds, which stands still while the machine sleeps.
  return static_cast<int64_t>(::clock_gettime_nsec_np(CLOCK_UPTIME_RAW));
}

uint64_t randomToken() {
  uint64_t token = 0;
  while (token == 0) ::arc4random_buf(&token, sizeof token);
  return token;
}

}  // namespace lanescope::platform

#endif
