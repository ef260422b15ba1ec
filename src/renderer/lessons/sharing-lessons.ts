import type { Lesson } from "./lesson";

/** What goes wrong where several share something, and what keeps it right. */
export const sharingLessons: readonly Lesson[] = [
  {
    id: "08-shared-value-and-lock",
    title: "A shared value needs a lock",
    text: [
      "To add one to a number is three steps: read it, add, write it back. If another process writes in between, what it wrote is lost.",
      "A lock lets one process at a time into a stretch of code. Two processes add 50 each: first without a lock, then with one.",
    ],
    question: {
      asks: "What does the number without a lock come to?",
      answers: ["100", "Less than 100", "More than 100"],
      right: 1,
      because:
        "Both read the same number and write the same number plus one: two additions, but the number went up by one. Under the lock, nobody reads before the other one has written.",
    },
    see: [
      {
        text: "Without a lock: each mark on the value is an update that overwrote another one.",
        place: { lane: "without a lock" },
      },
      {
        text: "Under the lock: one holds it, the other one waits (hatched).",
        place: { lane: "adder 1", what: "lockWait" },
      },
      { text: "The lock's own lane tells who holds it, one after the other.", place: { lane: "lock", what: "held" } },
    ],
    remember:
      "What is read, changed and written back by several has to be done under one lock. Problems lists the updates that were lost.",
    note: "In Python a plain `counter.value += 1` has the same mistake. The GIL does not help: it is one per process.",
  },
  {
    id: "09-contention",
    title: "Contention",
    text: [
      "A lock keeps things right, and makes others wait. If much is done while it is held, workers stand in line: that is contention.",
      "Three processes do the same work twice: first under one lock, then on totals of their own, which they add up under the lock at the end.",
    ],
    question: {
      asks: "How do the two compare?",
      answers: [
        "They take equally long: the work is the same",
        "One locked number takes about three times as long",
        "Totals of their own take longer, for they have to be added up",
      ],
      right: 1,
      because:
        "Under the one lock, three processes work one after the other. With totals of their own they work at the same time, and need the lock once each.",
    },
    see: [
      { text: "A process waits for the hot lock most of the time.", place: { lane: "worker 1", what: "lockWait" } },
      {
        text: "The lock is held without a gap: nothing else can go on beside it.",
        place: { lane: "hot lock", what: "held", which: "first" },
      },
      {
        text: "Later the lock is hardly needed: all three work side by side.",
        place: { lane: "hot lock", what: "held", which: "last" },
      },
    ],
    remember:
      "Hold a lock as short as possible. Best is to need it once: let each worker keep a total, and add up at the end.",
  },
  {
    id: "10-queue-and-pipe",
    title: "Queue and pipe",
    text: [
      "Processes send each other things. A queue takes items from any number of senders, and gives each to one receiver. A pipe connects two ends.",
      "A queue can have a limit. Here it holds three items; the producer is fast, the consumer slow. The consumer reports through a pipe.",
    ],
    question: {
      asks: "What does the producer do when the queue is full?",
      answers: ["It drops the item", "It waits until there is room", "The queue grows"],
      right: 1,
      because:
        "`put` waits while the queue is full. So a fast producer goes at the consumer's pace, and memory does not fill up: that is back-pressure.",
    },
    see: [
      { text: "The queue's lane shows how many items are in it: it is full at three.", place: { lane: "items" } },
      { text: "The producer waits for room.", place: { lane: "producer", what: "dataWait" } },
      {
        text: "The consumer takes its time over every item: it is the slow side.",
        place: { lane: "consumer", what: "task" },
      },
    ],
    remember:
      "A queue with a limit keeps a fast side from running away. Who waits at it tells which side is the slow one.",
    note: "In Python, too, `Queue(3)` waits in `put`. A plain `queue.Queue` is for threads only.",
  },
  {
    id: "11-barrier-and-condition",
    title: "Barrier and condition",
    text: [
      "A barrier is a meeting point: nobody goes on before all have arrived. Work in phases needs it, where each phase uses what all did in the one before.",
      "A condition lets a process sleep until another one says that something has changed. It belongs to a lock, and whoever wakes looks again whether it is so.",
    ],
    question: {
      asks: "Cook 1 needs 150 ms a phase, cook 3 needs 450 ms. When does cook 1 begin its second phase?",
      answers: ["After 150 ms", "After 300 ms, the mean", "After 450 ms, with all others"],
      right: 2,
      because: "The barrier opens when the last one arrives. The fast ones wait for the slowest in every phase.",
    },
    see: [
      { text: "Cook 1 is ready early, and waits at the barrier.", place: { lane: "cook 1", what: "dataWait" } },
      { text: "Cook 3 is the slowest: whoever waits, waits for it.", place: { lane: "cook 3", what: "task" } },
      {
        text: "The waiter sleeps until the bell tells of the third dish.",
        place: { lane: "waiter", what: "dataWait" },
      },
    ],
    remember:
      "At a barrier all take as long as the slowest. Wait for a condition in a loop: that somebody rang does not say that it is now so.",
  },
  {
    id: "12-deadlock",
    title: "Deadlock",
    text: [
      "Two processes each need two locks. If each holds one and waits for the other's, both wait for ever: a deadlock.",
      "Ada takes the pen and then the paper, Bob the paper and then the pen. A barrier sees to it that both have their first lock.",
    ],
    question: {
      asks: "What would have kept them from it?",
      answers: [
        "If both took the locks in the same order",
        "A third lock around nothing in particular",
        "A faster machine",
      ],
      right: 0,
      because:
        "If both take the pen first, whoever has it also gets the paper: the other one still waits for the pen, with empty hands. One order for all makes circles impossible.",
    },
    see: [
      { text: "Ada holds the pen, and waits for the paper.", place: { lane: "Ada", what: "lockWait" } },
      { text: "Bob holds the paper, and waits for the pen.", place: { lane: "Bob", what: "lockWait" } },
      {
        text: "The pen is held and never released. Problems names the circle; Waiters draws it.",
        place: { lane: "pen", what: "held" },
      },
    ],
    remember:
      "Take locks in one order everywhere, or take one at a time. Lanescope finds deadlocks while a program runs, and orders that could lead to one.",
  },
];
