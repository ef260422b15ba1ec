import type { Lesson } from "./lesson";

/** What workers are, and what they have of their own. */
export const firstLessons: readonly Lesson[] = [
  {
    id: "01-process-and-join",
    title: "Process and join",
    text: [
      "A process is a program at work: it has its own memory, and the system gives it time on a processor. A program can start another process, which then works beside it.",
      "`start()` starts it and returns at once: from then on two things go on at the same time. `join()` waits until the other one has ended.",
    ],
    question: {
      asks: "When is “main: started it” printed?",
      answers: [
        "Before the counter's first number",
        "After the counter's last number",
        "Somewhere in the middle, by chance",
      ],
      right: 0,
      because:
        "`start()` does not wait. The main program goes on at once, while the new process is still being set up; only `join()` waits.",
    },
    see: [
      {
        text: "The counter's lane begins with its start: a new process takes some time to come up.",
        place: { lane: "counter", what: "startStop", which: "first" },
      },
      { text: "Then it does its work, and ends.", place: { lane: "counter", what: "task" } },
      {
        text: "The main program has nothing to do all the while: its `join()` lasts until the counter has ended.",
        place: { lane: "main" },
      },
    ],
    remember: "Whoever starts a process goes on beside it. Without `join()` nobody knows when it has ended.",
  },
  {
    id: "02-process-and-thread",
    title: "Process or thread",
    text: [
      "A thread also works beside the program that started it, but within the same process. Both get time on a processor from the system.",
      "Every process has a number, its process id. Here the same work is done in a process and in a thread, and each prints the id of the process that it is in.",
    ],
    question: {
      asks: "Who prints the same process id as the main program?",
      answers: ["The process", "The thread", "Both", "Neither"],
      right: 1,
      because: "A thread is a part of the process that started it. A process of its own has an id of its own.",
    },
    see: [
      {
        text: "Beside the process's name stands its id: it is another one than the main program's.",
        place: { lane: "a process", what: "task" },
      },
      {
        text: "Beside the thread's name stands no id, for it is in the main program's process.",
        place: { lane: "a thread", what: "task" },
      },
      {
        text: "Starting a process takes longer than starting a thread.",
        place: { lane: "a process", what: "startStop", which: "first" },
      },
    ],
    remember:
      "Threads are quicker to start and take less memory. Processes are better kept apart: if one crashes, the others go on.",
    note: "In Python only one thread at a time runs Python code, because of the GIL (global interpreter lock); so threads there do not make computing faster. In JavaScript each thread has an engine of its own, and threads compute side by side.",
  },
  {
    id: "03-own-and-shared-memory",
    title: "Own memory and shared memory",
    text: [
      "Each process has its own memory. A variable of the program exists once in each of them: to change it in one changes nothing in the others.",
      "What all are to see has to lie in shared memory, such as a `Value`. Here two processes add one, three times each, to a variable and to a shared value.",
    ],
    question: {
      asks: "What does the main program print at the end?",
      answers: ["own 6, shared 6", "own 0, shared 6", "own 3, shared 3", "own 0, shared 3"],
      right: 1,
      because:
        "Both processes counted to 3 in variables of their own; the main program's variable was never touched. The shared value got all six.",
    },
    see: [
      { text: "The shared value has a lane: it goes up in six steps, whoever adds.", place: { lane: "shared" } },
      {
        text: "Two processes work side by side; their own variables appear nowhere, for nobody else sees them.",
        place: { lane: "one", what: "task" },
      },
    ],
    remember:
      "Processes share nothing, unless it is asked for. That makes them safe, and sending things between them costs time.",
    note: "In this library, threads have variables of their own, too: each loads the program's modules for itself. In Python threads share all variables.",
  },
];
