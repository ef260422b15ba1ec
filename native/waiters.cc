#include "waiters.h"

#include <algorithm>
#include <chrono>
#include <climits>

namespace lanescope {

bool Waiters::submit(const Wish& wish, int64_t deadlineNs, void* user) {
  if (!beginWait(wish)) return false;
  const std::lock_guard<std::mutex> guard(mutex_);
  Line* idle = nullptr;
  for (Line& line : lines_) {
    if (line.word == wish.word) {
      line.jobs.push_back({wish, deadlineNs, user, false});
      // Its thread sleeps for others: it must not sleep beyond this one's deadline, nor on a value it does not expect.
      if (line.sleeping && (deadlineNs < line.wakesAtNs || wish.kind == Wish::Kind::change)) nudge(line);
      return true;
    }
    if (line.word == nullptr) idle = &line;
  }
  const bool isNew = idle == nullptr;
  if (isNew) idle = &lines_.emplace_back();
  idle->word = wish.word;
  idle->segment = wish.segment;
  idle->jobs.push_back({wish, deadlineNs, user, false});
  if (isNew) {
    idle->thread = std::thread([this, idle] { run(idle); });
  } else {
    idle->assigned.notify_one();
  }
  return true;
}

void Waiters::cancel(void* user) {
  const std::lock_guard<std::mutex> guard(mutex_);
  for (Line& line : lines_) {
    for (Job& job : line.jobs) {
      if (job.user != user) continue;
      job.cancelled = true;
      if (line.sleeping) nudge(line);
      return;
    }
  }
}

std::vector<void*> Waiters::stop() {
  std::vector<void*> users;
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    stopping_ = true;
    for (Line& line : lines_) {
      line.assigned.notify_one();
      if (line.sleeping) nudge(line);
    }
  }
  // No new lines come: only this thread submits.
  for (Line& line : lines_) {
    if (line.thread.joinable()) line.thread.join();
    for (const Job& job : line.jobs) {
      endWait(job.wish, false);
      users.push_back(job.user);
    }
  }
  lines_.clear();
  return users;
}

/** Others that sleep on the word wake too and look again: rare, and harmless. */
void Waiters::nudge(const Line& line) { platform::wake(line.segment->mapping(), line.word, INT_MAX); }

void Waiters::finish(const Job& job, Result result) {
  endWait(job.wish, result == Result::done || result == Result::ownerDied);
  report_(job.user, result);
}

/** Fulfils and ends what can be. @returns How long to sleep, nanoseconds; 0 where nobody waits any more. */
int64_t Waiters::serve(Line* line, bool slept, bool lookForDeath, uint32_t* sleepOn) {
  const int64_t now = platform::monotonicNs();
  int64_t next = INT64_MAX;
  bool blocked = false;
  std::deque<Job> remaining;
  for (Job& job : line->jobs) {
    Result result = Result::timeout;
    uint32_t value = 0;
    if (job.cancelled) {
      finish(job, Result::cancelled);
      continue;
    }
    // First come, first served: who stands behind one that has to wait does not even try.
    const bool tries = !blocked || job.wish.kind == Wish::Kind::change;
    if (tries && attempt(job.wish, slept, lookForDeath, &result, &value)) {
      finish(job, result);
      continue;
    }
    if (now >= job.deadlineNs) {
      finish(job, Result::timeout);
      continue;
    }
    if (!blocked) *sleepOn = value;
    blocked = true;
    next = std::min(next, job.deadlineNs - now);
    remaining.push_back(std::move(job));
  }
  line->jobs.swap(remaining);
  return line->jobs.empty() ? 0 : std::min(next, kTickNs);
}

void Waiters::run(Line* line) {
  std::unique_lock<std::mutex> guard(mutex_);
  bool slept = false;
  bool lookForDeath = false;
  while (!stopping_) {
    uint32_t sleepOn = 0;
    const int64_t sleepNs = serve(line, slept, lookForDeath, &sleepOn);
    if (sleepNs == 0) {
      line->word = nullptr;
      line->segment.reset();
      slept = false;
      lookForDeath = false;
      line->assigned.wait(guard, [&] { return stopping_ || line->word != nullptr; });
      continue;
    }
    line->wakesAtNs = platform::monotonicNs() + sleepNs;
    line->sleeping = true;
    const std::shared_ptr<Segment> segment = line->segment;
    guard.unlock();
    lookForDeath = platform::wait(segment->mapping(), line->word, sleepOn, sleepNs);
    guard.lock();
    line->sleeping = false;
    slept = true;
  }
}

}  // namespace lanescope
