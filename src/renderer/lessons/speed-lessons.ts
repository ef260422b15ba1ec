import type { Lesson } from "./lesson";

/** When more workers make something faster, and when not. */
export const speedLessons: readonly Lesson[] = [
  {
    id: "04-concurrency-and-parallelism",
    title: "Concurrency and parallelism",
    text: [
      "Concurrent are tasks that are all under way, and take turns. Parallel are tasks that really run at the same moment, on several processors.",
      "The same four pieces of computing are done twice: on one thread, where they take turns, and in two processes.",
    ],
    question: {
      asks: "How long do two processes take, compared with taking turns on one thread?",
      answers: [
        "About as long",
        "About half as long, where there are two processors free",
        "A quarter, for there are four pieces",
      ],
      right: 1,
      because:
        "Taking turns does not make the sum of the work smaller: one processor does all of it. Two processes have two processors at once, so that half the time is enough. The output tells how it was on this machine.",
    },
    see: [
      {
        text: "On one thread two pieces are under way at once. They take turns, so each takes twice as long as it would alone.",
        place: { lane: "concurrent worker 1", what: "task", which: "last" },
      },
      {
        text: "In two processes each piece has a processor of its own: the pieces are shorter, and all are done sooner.",
        place: { lane: "processes worker 1", what: "task", which: "last" },
      },
    ],
    remember:
      "Concurrency is about dealing with many things, parallelism about doing many things at once. Only the second makes computing faster.",
    note: "Python's threads are like the first: the GIL lets one of them run Python code at a time. Its processes are like the second.",
  },
  {
    id: "05-waiting-and-computing",
    title: "Waiting or computing",
    text: [
      "Some work mostly waits: for a file, for an answer over the network. It is called I/O-bound. Other work keeps the processor busy all the time: CPU-bound.",
      "Four tasks of each kind are given to one thread, which may go on with another task whenever one of them waits.",
    ],
    question: {
      asks: "Which of the two takes about as long for four tasks as for one?",
      answers: ["The waiting", "The computing", "Both", "Neither"],
      right: 0,
      because:
        "Waits can overlap: nobody has to do anything meanwhile. Computing cannot, on one thread: four times the work takes four times as long.",
    },
    see: [
      {
        text: "The four that wait lie under each other: all are under way at once, and end at the same time.",
        place: { lane: "one thread worker 1", what: "task", which: "first" },
      },
      {
        text: "The four that compute come one after the other: whoever computes lets nobody else go on.",
        place: { lane: "one thread worker *", what: "task", which: "longest" },
      },
    ],
    remember:
      "For work that waits, one thread that interleaves is enough. For work that computes, take as many processes as there are processors.",
    note: "Python's GIL is let go while a thread waits, so threads help with waiting and not with computing. JavaScript's event loop is its cousin: one thread, which goes on with something else at each `await`. What computes for long blocks both.",
  },
  {
    id: "06-pool-and-map",
    title: "Pool and map",
    text: [
      "To start a process for each task would cost more than many tasks do. A pool keeps some workers, and each takes the next task when it is free.",
      "`map` gives a pool one task for each item of a list. Here the odd numbers take four times as long as the even ones.",
    ],
    question: {
      asks: "In which order do the results stand in the end?",
      answers: ["As the tasks ended", "As the numbers were given", "By chance"],
      right: 1,
      because:
        "Tasks end in any order, as the output shows. `map` puts each result where its item was: the reader never notices who was faster.",
    },
    see: [
      { text: "A long task, of an odd number.", place: { lane: "pool worker *", what: "task" } },
      {
        text: "The last task goes to whoever is free first: nobody decided beforehand who does what.",
        place: { lane: "pool worker *", what: "task", which: "last" },
      },
    ],
    remember: "A pool spreads work over workers that are there already, and gives results in the order of the items.",
    note: "In Python it is `Pool.map`, too. Its `imap_unordered` gives each result when it is there; here it is `imapUnordered`.",
  },
  {
    id: "07-chunk-size",
    title: "Chunk size",
    text: [
      "A pool need not hand out single tasks: it can give each worker several at once, a chunk. That costs less to send. But a worker keeps its chunk to the end.",
      "Twenty tasks, of which the first is ten times as long as the others, are given to two workers: in chunks of ten, then one by one.",
    ],
    question: {
      asks: "Which is faster here?",
      answers: ["Two chunks of ten", "One by one", "They are the same: the work is the same"],
      right: 1,
      because:
        "With two chunks, whoever has the long task also has nine others behind it, while the other worker is done and idle. One by one, the other worker takes all of them.",
    },
    see: [
      {
        text: "In the first map the long task has nine others behind it, in the same chunk, while the other worker is done.",
        place: { lane: "pool worker *", what: "task", which: "first", atLeastMs: 400 },
      },
      {
        text: "In the second map the other worker takes short tasks while this one is at the long one.",
        place: { lane: "pool worker *", what: "task", which: "last", atLeastMs: 400 },
      },
    ],
    remember:
      "Large chunks cost less to hand out, small ones balance the work. Take some chunks for each worker: enough to balance, few enough to be worth their message.",
  },
];
