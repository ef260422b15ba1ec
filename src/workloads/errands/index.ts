import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { builtinWorkload, categories, formatNumber, planItems, type TaskContext } from "../../library/worker";
import { inTurns } from "../support/in-turns";
import { randomStream } from "../support/random";

/** Random numbers that an errand takes, for each one that the parameter says. */
const numbersPerUnit = 100_000;

const errandKinds = ["wait", "compute"] as const;

const parameters = z.strictObject({
  errands: z.int().min(1).max(100_000).default(40).meta({ title: "Errands", description: "How many there are." }),
  kind: z.enum(errandKinds).default("wait").meta({
    title: "Each has to",
    description: "Wait for an answer, as for a disk or another machine; or compute it.",
  }),
  waiting: z
    .number()
    .min(0)
    .max(60_000)
    .default(40)
    .meta({ title: "Waiting (ms)", description: "How long an answer takes to come. Only where errands wait." }),
  computing: z.int().min(1).max(10_000).default(40).meta({
    title: "Computing (× 100,000)",
    description: "Random numbers to draw for an answer. Only where errands compute.",
  }),
});
type ErrandParameters = z.output<typeof parameters>;

interface Answers {
  readonly first: number;
  readonly answers: readonly number[];
}

/** The same errands, waiting or computing. */
export const errands = builtinWorkload<ErrandParameters, Answers>({
  id: "errands",
  title: "Errands that wait or compute",
  summary:
    "Runs a number of errands, each of which either waits for its answer (a timer stands for disk or network) or computes it from random numbers.",
  lesson:
    "Waits overlap even on one thread: run concurrent, they stand beside each other and take the time of a few. Computing takes turns there and gains nothing; only threads or processes help it, up to the number of processors.",
  input: "none",
  kind: "io",
  area: "computing",
  teaches: ["waiting"],
  parameters,
  chunkUnit: "items",
  restartable: true,
  grows: true,
  split: (input) => planItems(0, input.parameters.errands, input),
  async task(chunk, context) {
    const answers: number[] = [];
    for (let errand = chunk.from; errand < chunk.to; errand++) {
      answers.push(
        context.parameters.kind === "wait" ? await waited(errand, context) : await computed(errand, context),
      );
      context.progress(errand + 1 - chunk.from);
    }
    return { partial: { first: chunk.from, answers } };
  },
  combine({ parameters: { errands, kind } }) {
    const rows: [number, number][] = [];
    return {
      add: ({ first, answers }) => {
        for (const [index, answer] of answers.entries()) rows.push([first + index + 1, answer]);
      },
      result: () => ({
        columns: [
          { name: "errand", type: "integer" },
          { name: "answer", type: "integer" },
        ],
        rows: rows.slice(),
        totalRows: rows.length,
        partial: false,
        chart: { kind: "columns", x: "errand", y: "answer" },
        headline: `${formatNumber(rows.length)} of ${formatNumber(errands)} ${errands === 1 ? "errand" : "errands"} ${kind === "wait" ? "answered" : "computed"}`,
      }),
    };
  },
});

async function waited(errand: number, context: TaskContext<ErrandParameters>): Promise<number> {
  context.trace.begin(categories.dataWait, "wait for the answer");
  try {
    await wait(context.parameters.waiting);
  } finally {
    context.trace.end();
  }
  return answerOf(randomStream(0, errand)());
}

async function computed(errand: number, context: TaskContext<ErrandParameters>): Promise<number> {
  const random = randomStream(0, errand);
  let last = 0;
  await inTurns(
    { index: errand, from: 0, to: context.parameters.computing },
    // Progress is told by errand.
    { ...context, progress: () => undefined },
    { name: "compute the answer", amount: numbersPerUnit },
    (from, to) => {
      for (let number = from * numbersPerUnit; number < to * numbersPerUnit; number++) last = random();
    },
  );
  return answerOf(last);
}

/** A number from 0 to 999. */
function answerOf(random: number): number {
  return Math.floor(random * 1_000);
}
