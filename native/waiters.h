// Waiting without blocking the caller: threads of the addon's own, never those of libuv, whose four would starve files.
//
// One thread per word that is waited for, however many wait; it serves them in the order in which they came. Threads are
// kept for the next wait.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "lock.h"

namespace lanescope {

class Waiters {
 public:
  /** Called on a waiter thread when a wait is over. */
  using Report = std::function<void(void* user, Result result)>;

  explicit Waiters(Report report) : report_(std::move(report)) {}
  Waiters(const Waiters&) = delete;
  Waiters& operator=(const Waiters&) = delete;
  ~Waiters() { stop(); }

  /**
   * Begins a wait; `user` is reported exactly once, unless `stop` comes first.
   *
   * @param deadlineNs On the monotonic clock; INT64_MAX for never.
   * @returns False for an unknown owner: nothing is reported then.
   */
  bool submit(const Wish& wish, int64_t deadlineNs, void* user);

  /** Ends a wait with `cancelled`, unless it is over already. */
  void cancel(void* user);

  /** Ends all waits without a report and joins the threads. @returns The users of those waits. */
  std::vector<void*> stop();

 private:
  struct Job {
    Wish wish;
    int64_t deadlineNs;
    void* user;
    bool cancelled;
  };
  struct Line {
    std::deque<Job> jobs;
    std::atomic<uint32_t>* word = nullptr;
    std::shared_ptr<Segment> segment;
    int64_t wakesAtNs = 0;
    /** Asleep on the word, or about to be. */
    bool sleeping = false;
    std::condition_variable assigned;
    std::thread thread;
  };

  void run(Line* line);
  int64_t serve(Line* line, bool slept, bool lookForDeath, uint32_t* sleepOn);
  void finish(const Job& job, Result result);
  static void nudge(const Line& line);

  const Report report_;
  std::mutex mutex_;
  std::list<Line> lines_;
  bool stopping_ = false;
};

}  // namespace lanescope
