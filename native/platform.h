// What the addon needs from the operating system, in one place: one file per platform implements it (linux.cc, macos.cc,
// windows.cc). Nothing here knows of Node.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace lanescope::platform {

/** Why memory could not be had. */
enum class Failure {
  none,
  /** The system has no room for it: never found out later by a SIGBUS. */
  full,
  /** Nobody holds memory of that name (any more), or it is not what was announced. */
  gone,
  /** The system refuses for another reason: `Mapping::detail` says which. */
  refused,
};

/** One piece of shared memory as this process sees it. */
struct Mapping {
  unsigned char* data = nullptr;
  size_t bytes = 0;
  /** The platform's own handle; -1 for none. */
  intptr_t handle = -1;
  /** By which other processes of this user open it. */
  std::string name;
  /** For people: what the system said where it failed. */
  std::string detail;
};

/** A process, safe against the reuse of its number. */
struct Process {
  uint32_t pid = 0;
  /** When it started, in the platform's own unit; 0 where it could not be told. */
  uint64_t start = 0;
};

/** Creates zeroed memory that is backed entirely: writing to it cannot fail later. `bytes` is a multiple of 4096. */
Failure create(size_t bytes, Mapping* mapping);

/** Opens what another process, or this one, created. */
Failure open(const std::string& name, size_t bytes, Mapping* mapping);

/** Unmaps. Nobody of this process may be waiting in it. */
void close(Mapping* mapping);

/**
 * Sleeps while `*word == expected`: until a wake, the timeout, or for no reason at all. Callers look again.
 *
 * @param mapping The memory that the word lies in.
 * @param timeoutNs At least 0.
 * @returns Whether the time ran out.
 */
bool wait(const Mapping& mapping, std::atomic<uint32_t>* word, uint32_t expected, int64_t timeoutNs);

/** Wakes up to `count` waiters of all processes; maybe more. */
void wake(const Mapping& mapping, std::atomic<uint32_t>* word, int count);

/** This process. Cheap after the first call. */
Process self();

/** Whether the process has ended, even if nobody has collected it yet; a zombie is dead. */
bool isDead(const Process& process);

/**
 * Returns when the process that started this one has ended, and not before; at once where it has ended already.
 *
 * @param pid As the parent itself has told it: by now somebody else may be this process's parent.
 */
void awaitParentEnd(uint32_t pid);

/** Ends this process at once, whatever its threads are doing. */
[[noreturn]] void endSelf();

/** The system's monotonic clock, nanoseconds: the same zero and rate as Node's `process.hrtime`. */
int64_t monotonicNs();

/** A number that nobody guesses and that is not 0. */
uint64_t randomToken();

}  // namespace lanescope::platform
