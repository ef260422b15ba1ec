import { z } from "zod";
import { builtinWorkload, formatNumber, planItems } from "../../library/worker";
import { inTurns } from "../support/in-turns";
import { randomStream } from "../support/random";

const customersPerUnit = 1_000;

const parameters = z.strictObject({
  seeds: z
    .int()
    .min(1)
    .max(10_000)
    .default(200)
    .meta({ title: "Seeds", description: "How many days are simulated, each with random numbers of its own." }),
  customers: z
    .int()
    .min(1)
    .max(10_000)
    .default(50)
    .meta({ title: "Customers a day (× 1,000)", description: "How many come on each day." }),
  servers: z.int().min(1).max(64).default(2).meta({ title: "Counters", description: "How many are served at once." }),
  load: z
    .number()
    .min(0.01)
    .max(0.99)
    .default(0.85)
    .meta({ title: "Load", description: "Which share of their time the counters are busy: from 0.01 to 0.99." }),
});
type QueueParameters = z.output<typeof parameters>;

interface Day {
  /** Waits in units of the mean time that serving takes. */
  readonly mean: number;
  readonly longest: number;
  /** Customers who had to wait at all. */
  readonly waited: number;
}

/** Customers, counters and one queue: how long do people wait? */
export const queueing = builtinWorkload<QueueParameters, readonly Day[]>({
  id: "queueing",
  title: "Queue at the counters",
  summary:
    "Simulates a queue before some counters with many seeds (customers and service times are random, M/M/c), and compares the mean wait with what Erlang's formula says.",
  lesson:
    "Each seed is a world of its own, so lanes are solid and more workers do more seeds at a time. One long simulation could not be shared out at all, since each customer waits for the one before: many short ones can.",
  input: "none",
  kind: "cpu",
  area: "simulation",
  teaches: ["scaling", "chunk-size"],
  parameters,
  chunkUnit: "items",
  restartable: true,
  grows: true,
  split: (input) => planItems(0, input.parameters.seeds, input),
  async task(chunk, context) {
    const days: Day[] = [];
    const amount = context.parameters.customers * customersPerUnit;
    await inTurns(chunk, context, { name: "serve", amount }, (seed) => days.push(dayOf(seed, context.parameters)));
    return { partial: days };
  },
  combine({ parameters }) {
    const days: Day[] = [];
    const customers = parameters.customers * customersPerUnit;
    const theory = erlangWait(parameters);
    return {
      add: (partial) => {
        days.push(...partial);
      },
      result: () => {
        const mean = days.reduce((sum, day) => sum + day.mean, 0) / days.length;
        const variance = days.reduce((sum, day) => sum + (day.mean - mean) ** 2, 0) / Math.max(1, days.length - 1);
        const error = Math.sqrt(variance / days.length);
        return {
          columns: [
            { name: "seed", type: "integer" },
            { name: "mean wait", type: "decimal" },
            { name: "longest wait", type: "decimal" },
            { name: "waited", type: "integer" },
          ],
          rows: days.map((day, seed) => [seed, day.mean, day.longest, day.waited]),
          totalRows: days.length,
          partial: false,
          chart: { kind: "columns", x: "seed", y: "mean wait" },
          figures:
            days.length === 0
              ? []
              : [
                  { name: "mean wait", value: mean },
                  { name: "standard error", value: error },
                  { name: "by Erlang's formula", value: theory },
                  {
                    name: "share that waited",
                    value: days.reduce((sum, day) => sum + day.waited, 0) / (days.length * customers),
                  },
                ],
          headline:
            days.length === 0
              ? "No seed is done yet"
              : `Customers wait ${formatNumber(Number(mean.toPrecision(4)))} service times on average, with ${formatNumber(days.length)} ${days.length === 1 ? "seed" : "seeds"}`,
        };
      },
    };
  },
});

function dayOf(seed: number, { customers, servers, load }: QueueParameters): Day {
  const random = randomStream(1, seed);
  /** When each counter is free. */
  const free = new Float64Array(servers);
  const count = customers * customersPerUnit;
  let now = 0;
  let sum = 0;
  let longest = 0;
  let waited = 0;
  for (let customer = 0; customer < count; customer++) {
    now += exponential(random()) / (load * servers);
    let first = 0;
    for (let server = 1; server < servers; server++) if (free[server]! < free[first]!) first = server;
    const wait = Math.max(0, free[first]! - now);
    free[first] = now + wait + exponential(random());
    sum += wait;
    if (wait > 0) waited++;
    if (wait > longest) longest = wait;
  }
  return { mean: sum / count, longest, waited };
}

/** A random time whose mean is 1. */
function exponential(random: number): number {
  return -Math.log(1 - random);
}

/**
 * The mean wait, in mean service times.
 * Source: A. K. Erlang (1917), the "C" formula, by the recursion of the "B" formula.
 */
function erlangWait({ servers, load }: QueueParameters): number {
  const offered = load * servers;
  let blocked = 1;
  for (let server = 1; server <= servers; server++) blocked = (offered * blocked) / (server + offered * blocked);
  const waits = blocked / (1 - load * (1 - blocked));
  return waits / (servers * (1 - load));
}
