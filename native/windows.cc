// Windows: memory of the page file, gone with its last handle. WaitOnAddress works within one process only, so waiters
// sleep on named semaphores, 64 for each segment, and all that share one wake together and look again. Written from the
// documentation; it compiles (MinGW), but was not run on Windows yet.
#ifdef _WIN32

#define WIN32_LEAN_AND_MEAN
#include <windows.h>
// After windows.h.
#include <bcrypt.h>
#include <delayimp.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

#include "platform.h"
#include "segment.h"


namespace lanescope::platform {
namespace {

Failure failed(Mapping* mapping, const char* what) {
  const DWORD error = ::GetLastError();
  mapping->detail = std::string(what) + ": error " + std::to_string(error);
  if (mapping->handle != -1) ::CloseHandle(reinterpret_cast<HANDLE>(mapping->handle));
  mapping->handle = -1;
  switch (error) {
    case ERROR_COMMITMENT_LIMIT:
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
    case ERROR_DISK_FULL:
    case ERROR_NO_SYSTEM_RESOURCES:
      return Failure::full;
    case ERROR_FILE_NOT_FOUND:
      return Failure::gone;
    default:
      return Failure::refused;
  }
}

Failure map(Mapping* mapping) {
  void* data = ::MapViewOfFile(reinterpret_cast<HANDLE>(mapping->handle), FILE_MAP_ALL_ACCESS, 0, 0, mapping->bytes);
  if (data == nullptr) return failed(mapping, "MapViewOfFile");
  mapping->data = static_cast<unsigned char*>(data);
  return Failure::none;
}

uint32_t bucketOf(const Mapping& mapping, const std::atomic<uint32_t>* word) {
  const size_t offset = static_cast<size_t>(reinterpret_cast<const unsigned char*>(word) - mapping.data);
  return static_cast<uint32_t>((offset / kSlotBytes) % kWaitBuckets);
}

/** Kept open to the end of the process: another may still count on it. */
HANDLE semaphoreOf(const Mapping& mapping, uint32_t bucket) {
  static std::mutex& mutex = *new std::mutex();
  static std::map<std::string, HANDLE>& known = *new std::map<std::string, HANDLE>();
  const std::string name = mapping.name + "-" + std::to_string(bucket);
  const std::lock_guard<std::mutex> guard(mutex);
  HANDLE& handle = known[name];
  if (handle == nullptr) handle = ::CreateSemaphoreA(nullptr, 0, 0x7fffffff, name.c_str());
  return handle;
}

bool startOf(HANDLE process, uint64_t* start) {
  FILETIME created, exited, kernel, user;
  if (!::GetProcessTimes(process, &created, &exited, &kernel, &user)) return false;
  *start = (static_cast<uint64_t>(created.dwHighDateTime) << 32) | created.dwLowDateTime;
  return true;
}

/** Node's functions come from whatever program has loaded the addon: node.exe, electron.exe, another name. */
FARPROC WINAPI findHost(unsigned event, DelayLoadInfo* info) {
  if (event != dliNotePreLoadLibrary || _stricmp(info->szDll, "node.exe") != 0) return nullptr;
  return reinterpret_cast<FARPROC>(::GetModuleHandleA(nullptr));
}

}  // namespace

Failure create(size_t bytes, Mapping* mapping) {
  mapping->bytes = bytes;
  char random[17];
  std::snprintf(random, sizeof random, "%016llx", static_cast<unsigned long long>(randomToken()));
  mapping->name = "Local\\lanescope-" + std::string(random);
  // Committed at once: it fails now or never.
  const HANDLE handle =
      ::CreateFileMappingA(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE | SEC_COMMIT, static_cast<DWORD>(bytes >> 32),
                           static_cast<DWORD>(bytes & 0xffffffff), mapping->name.c_str());
  if (handle == nullptr) return failed(mapping, "CreateFileMapping");
  mapping->handle = reinterpret_cast<intptr_t>(handle);
  return map(mapping);
}

Failure open(const std::string& name, size_t bytes, Mapping* mapping) {
  mapping->bytes = bytes;
  mapping->name = name;
  const HANDLE handle = ::OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, name.c_str());
  if (handle == nullptr) return failed(mapping, "OpenFileMapping");
  mapping->handle = reinterpret_cast<intptr_t>(handle);
  // Mapping more than there is fails.
  return map(mapping);
}

void close(Mapping* mapping) {
  if (mapping->data != nullptr) ::UnmapViewOfFile(mapping->data);
  if (mapping->handle != -1) ::CloseHandle(reinterpret_cast<HANDLE>(mapping->handle));
  mapping->data = nullptr;
  mapping->handle = -1;
}

bool wait(const Mapping& mapping, std::atomic<uint32_t>* word, uint32_t expected, int64_t timeoutNs) {
  const uint32_t bucket = bucketOf(mapping, word);
  const HANDLE semaphore = semaphoreOf(mapping, bucket);
  std::atomic<uint32_t>& waiting = reinterpret_cast<SegmentHeader*>(mapping.data)->waiting[bucket];
  waiting.fetch_add(1);
  // Announced before the look: whoever changes the word after it sees us.
  DWORD result = WAIT_OBJECT_0;
  if (word->load() == expected) result = ::WaitForSingleObject(semaphore, static_cast<DWORD>((timeoutNs + 999999) / 1000000));
  waiting.fetch_sub(1);
  return result == WAIT_TIMEOUT;
}

void wake(const Mapping& mapping, std::atomic<uint32_t>* word, int) {
  const uint32_t bucket = bucketOf(mapping, word);
  const uint32_t count = reinterpret_cast<SegmentHeader*>(mapping.data)->waiting[bucket].load();
  // All of the bucket, for another word's waiter could take the permit meant for ours.
  if (count > 0) ::ReleaseSemaphore(semaphoreOf(mapping, bucket), static_cast<LONG>(count), nullptr);
}

Process self() {
  static const Process known = [] {
    Process process;
    process.pid = ::GetCurrentProcessId();
    startOf(::GetCurrentProcess(), &process.start);
    return process;
  }();
  return known;
}

bool isDead(const Process& process) {
  const HANDLE handle = ::OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process.pid);
  if (handle == nullptr) return ::GetLastError() == ERROR_INVALID_PARAMETER;
  uint64_t start = 0;
  const bool ended = ::WaitForSingleObject(handle, 0) == WAIT_OBJECT_0;
  const bool other = process.start != 0 && startOf(handle, &start) && start != process.start;
  ::CloseHandle(handle);
  return ended || other;
}

void awaitParentEnd(uint32_t pid) {
  const HANDLE handle = ::OpenProcess(SYNCHRONIZE, FALSE, pid);
  if (handle == nullptr) return;
  ::WaitForSingleObject(handle, INFINITE);
  ::CloseHandle(handle);
}

void endSelf() {
  ::TerminateProcess(::GetCurrentProcess(), 1);
  std::abort();
}

int64_t monotonicNs() {
  // As libuv's hrtime.
  static const double nsPerTick = [] {
    LARGE_INTEGER frequency;
    ::QueryPerformanceFrequency(&frequency);
    return 1e9 / static_cast<double>(frequency.QuadPart);
  }();
  LARGE_INTEGER now;
  ::QueryPerformanceCounter(&now);
  return static_cast<int64_t>(static_cast<double>(now.QuadPart) * nsPerTick);
}

uint64_t randomToken() {
  uint64_t token = 0;
  while (token == 0) {
    ::BCryptGenRandom(nullptr, reinterpret_cast<PUCHAR>(&token), sizeof token, BCRYPT_USE_SYSTEM_PREFERRED_RNG);
  }
  return token;
}

}  // namespace lanescope::platform

#ifdef _MSC_VER
extern "C" const PfnDliHook __pfnDliNotifyHook2 = lanescope::platform::findHost;
#else
// MinGW declares it without const.
extern "C" PfnDliHook __pfnDliNotifyHook2 = lanescope::platform::findHost;
#endif

#endif
