import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import {
  builtinWorkload,
  categories,
  formatNumber,
  planItems,
  type SharedNumbers,
  type TaskTrace,
} from "../../library/worker";
import { ChatClient } from "./chat-client";
import { ChatServer, mostWork } from "./chat-server";
import { arrivals, messageOf } from "./messages";

const startName = "start";

/** Messages of one point of the chart, at least; and points, at most. */
const leastPerPoint = 20;
const mostPoints = 60;

const parameters = z.strictObject({
  messages: z
    .int()
    .min(1)
    .max(100_000)
    .default(900)
    .meta({ title: "Messages", description: "How many the clients send altogether." }),
  perSecond: z
    .number()
    .min(0.1)
    .max(10_000)
    .default(150)
    .meta({ title: "Messages a second", description: "How many come on average, at random times." }),
  work: z
    .int()
    .min(0)
    .max(mostWork)
    .default(3)
    .meta({ title: "Work for an answer (× 100,000)", description: "Random numbers that the server draws for each." }),
});
type ChatParameters = z.output<typeof parameters>;

interface Answered {
  readonly first: number;
  /** Milliseconds from when each message came to its answer. */
  readonly latencies: Float64Array;
  readonly seals: Float64Array;
}

/** A server under load, whose requests go to a pool of workers. */
export const chatServer = builtinWorkload<ChatParameters, Answered>({
  id: "chat-server",
  title: "Chat server under load",
  summary:
    "Clients send messages at random times over TCP; each goes to whichever worker of the pool is free, where a small chat server on this machine answers it. Measures how long answers take, from the moment a message was due: answers are always the same, times are not.",
  lesson:
    "Each message is a task, hatched while its worker waits for one to come. As the load comes near what the workers can do, messages bunch and wait for a worker: half the answers are still quick, but the slowest of a hundred (p99) takes many times as long.",
  input: "none",
  kind: "io",
  area: "interactive",
  teaches: ["queues", "scaling", "waiting"],
  parameters,
  chunkUnit: "items",
  restartable: true,
  grows: true,
  measured: true,
  shared: () => ({ [startName]: { kind: "array", length: 1 } }),
  // One message a chunk: whoever is free takes the next.
  split: (input) =>
    planItems(0, input.parameters.messages, { ...input, chunkSize: input.chunkSize === "auto" ? 1 : input.chunkSize }),
  async task(chunk, context) {
    const { messages, perSecond, work } = context.parameters;
    const dueMs = arrivals(messages, perSecond);
    const startMs = await startOf(context.array(startName));
    const client = await ownClient();
    const latencies = new Float64Array(chunk.to - chunk.from);
    const seals = new Float64Array(chunk.to - chunk.from);
    for (let number = chunk.from; number < chunk.to; number++) {
      const due = startMs + dueMs[number]!;
      if (due > clockMs()) {
        context.trace.begin(categories.dataWait, "wait for a message");
        // A timer may end a little before its time.
        while (due > clockMs()) await wait(Math.ceil(due - clockMs()));
        context.trace.end();
      }
      context.trace.begin(categories.dataWait, "request");
      lanes.set(number, context.trace);
      const { seal } = await client.ask({ ...messageOf(number), work });
      lanes.delete(number);
      context.trace.end();
      latencies[number - chunk.from] = clockMs() - due;
      seals[number - chunk.from] = seal;
      context.progress(number + 1 - chunk.from);
    }
    return { partial: { first: chunk.from, latencies, seals } };
  },
  combine({ parameters: { messages, perSecond } }) {
    const dueMs = arrivals(messages, perSecond);
    const latencies: number[] = [];
    let seals = 0;
    const perPoint = Math.max(leastPerPoint, Math.ceil(messages / mostPoints));
    return {
      add: (partial) => {
        for (const latency of partial.latencies) latencies.push(latency);
        for (const seal of partial.seals) seals = (seals + seal) % 2 ** 32;
      },
      result: () => {
        const rows: [number, number, number, number][] = [];
        for (let from = 0; from < latencies.length; from += perPoint) {
          const some = latencies.slice(from, from + perPoint).sort((a, b) => a - b);
          // A last point of a few messages would say little.
          if (some.length < perPoint / 2 && rows.length > 0) break;
          const second = rounded(dueMs[from + some.length - 1]! / 1_000);
          rows.push([second, some.length, rounded(quantile(some, 0.5)), rounded(quantile(some, 0.99))]);
        }
        const all = latencies.slice().sort((a, b) => a - b);
        const half = quantile(all, 0.5);
        const most = quantile(all, 0.99);
        return {
          columns: [
            { name: "second", type: "decimal" },
            { name: "messages", type: "integer" },
            { name: "p50 ms", type: "decimal" },
            { name: "p99 ms", type: "decimal" },
          ],
          rows,
          totalRows: rows.length,
          partial: false,
          chart: { kind: "line", x: "second", y: "p99 ms", also: ["p50 ms"] },
          figures:
            all.length === 0
              ? []
              : [
                  { name: "messages", value: all.length },
                  { name: "p50 ms", value: rounded(half) },
                  { name: "p99 ms", value: rounded(most) },
                  { name: "slowest ms", value: rounded(all[all.length - 1]!) },
                  { name: "seal of all answers", value: seals.toString(16).padStart(8, "0") },
                ],
          headline:
            all.length === 0
              ? "No message is answered yet"
              : `Half of the answers take ${formatMs(half)}, 99 of 100 at most ${formatMs(most)}`,
        };
      },
    };
  },
});

/** Lanes whose task waits for an answer, by message: what the server of this thread does for it stands there. */
const lanes = new Map<number, TaskTrace>();

/** This thread's server, and the connection to it. */
let opened: Promise<ChatClient> | null = null;

function ownClient(): Promise<ChatClient> {
  opened ??= (async () => {
    const server = await ChatServer.open(({ number }, answer) => {
      const lane = lanes.get(number);
      return lane === undefined ? answer() : lane.slice(categories.compute, "answer", answer);
    });
    return ChatClient.open(server.port);
  })();
  return opened;
}

/** When the first message was due to come, by the clock of all processes: a moment ago for whoever is the first to ask. */
async function startOf(start: SharedNumbers): Promise<number> {
  const [known] = await start.read(0, 1);
  if (known !== undefined && known > 0) return known;
  await start.write(0, Float64Array.of(clockMs()));
  return (await start.read(0, 1))[0]!;
}

/** Milliseconds since 1970, finer than `Date` tells them. */
function clockMs(): number {
  return performance.timeOrigin + performance.now();
}

/** The least that so large a share of some sorted numbers does not exceed; 0 where there is none. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? 0;
}

/** Nobody measures finer. */
function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function formatMs(ms: number): string {
  return `${formatNumber(Number(ms.toPrecision(3)))} ms`;
}
