import { deserialize } from "node:v8";
import { isMainThread, parentPort } from "node:worker_threads";
import { type Fault, fail, toFault } from "../../shared/fault";
import { categories } from "../../shared/trace/records";
import type { ParentChannel } from "../ports/parent-channel";
import { BlockWriter } from "../protocol/block-writer";
import type { CombinerReply, CombinerRequest, SharedState } from "../protocol/frames";
import { LaneTrace } from "../protocol/lane-trace";
import { MessageBuffers } from "../protocol/message-buffers";
import type { OwnModule } from "../protocol/own-workload";
import { packRows } from "../protocol/result-rows";
import { serialize } from "../protocol/serialize";
import { createTraceClock } from "../protocol/trace-clock";
import type { AnyWorkload, Combiner } from "../protocol/workload";
import { loadWorkload } from "./own/load-workload";
import { placedFault } from "./own/placed-fault";
import { onStrayErrors } from "./own/stray-errors";

/** Rows of a result that the parent keeps ready as they are; the rest stays serialized. */
const headRows = 10_000;

interface Open {
  readonly combiner: Combiner<unknown>;
  readonly trace: LaneTrace;
}

/** Combines partial results in a thread of its own, so that the parent stays free. */
export function runCombiner(workloads: readonly AnyWorkload[]): void {
  if (isMainThread || parentPort === null) throw new Error("The combiner runs in a thread of its own.");
  const port = parentPort;
  const post = (reply: CombinerReply, transfer: ArrayBuffer[] = []): void => port.postMessage(reply, transfer);
  port.on(
    "message",
    createCombiner(workloads, post, () => port.unref()),
  );
}

/** Combines partial results of a user's workload in a process of its own. @returns Takes what the parent asks. */
export function combinerOf(channel: ParentChannel): (request: CombinerRequest) => void {
  const { generation } = channel;
  const post = (reply: CombinerReply, transfer: ArrayBuffer[] = []): void =>
    channel.post({ type: "combined", generation, reply }, transfer);
  return createCombiner([], post, () => channel.exit(0));
}

/** @param endByItself Lets it end once everything is told: ended from outside, it would lose what was printed last. */
function createCombiner(
  workloads: readonly AnyWorkload[],
  post: Post,
  endByItself: () => void,
): (request: CombinerRequest) => void {
  const buffers = new MessageBuffers();
  let open: Open | null = null;
  let module: OwnModule | null = null;
  /** Requests that came while a user's module is being loaded; null at all other times. */
  let early: CombinerRequest[] | null = null;
  const tell = (fault: Fault): void => {
    open?.trace.endTo(0);
    open?.trace.flush();
    post({ type: "fault", fault });
    endByItself();
  };
  const failed = (error: unknown): void =>
    tell(module === null ? toFault(error, "task-threw") : placedFault(error, module));
  const load = async (request: Extract<CombinerRequest, { type: "open" }>, from: OwnModule): Promise<void> => {
    module = from;
    early = [];
    onStrayErrors(from, tell);
    try {
      const { workload } = await loadWorkload(from);
      open = start(request, workload, post);
      const waiting = early;
      early = null;
      for (const one of waiting) take(one);
    } catch (error) {
      failed(error);
    }
  };
  const take = (request: CombinerRequest): void => {
    try {
      if (early !== null) early.push(request);
      else if (request.type === "open") {
        if (request.module === undefined) open = start(request, knownWorkload(workloads, request.workload), post);
        else void load(request, request.module);
      } else if (open === null) throw new Error(`${request.type} came before open`);
      else if (request.type === "add") {
        const { combiner, trace } = open;
        const { partial, index } = request;
        const value: unknown = trace.slice(categories.deserialize, "deserialize", () => deserialize(partial));
        trace.begin(categories.compute, "merge", index);
        combiner.add(value, index);
        trace.end(partial.byteLength);
        trace.flush();
        buffers.passed(partial.byteLength);
        post({ type: "added" });
      } else if (request.type === "end-round") endRound(open, request.round, post);
      else if (request.type === "peek") peek(open, request.shared, post);
      else {
        finish(open, request, post);
        endByItself();
      }
    } catch (error) {
      failed(error);
    }
  };
  return take;
}

function knownWorkload(workloads: readonly AnyWorkload[], id: string): AnyWorkload {
  const workload = workloads.find((one) => one.id === id);
  return workload ?? fail("workload-unknown", `The combiner has no workload "${id}".`);
}

type Post = (reply: CombinerReply, transfer?: ArrayBuffer[]) => void;

function start(request: Extract<CombinerRequest, { type: "open" }>, workload: AnyWorkload, post: Post): Open {
  const { lane, epochNs, parameters, dataset } = request;
  const clock = createTraceClock(epochNs);
  const writer = new BlockWriter(lane, clock, {
    full: false,
    write: (blocks: Uint8Array<ArrayBuffer>, events) => post({ type: "trace", blocks, events }, [blocks.buffer]),
  });
  const trace = new LaneTrace(lane, clock, writer);
  return { combiner: workload.combine({ parameters, dataset }), trace };
}

function endRound({ combiner, trace }: Open, round: number, post: Post): void {
  trace.begin(categories.compute, "end round", round);
  const end = combiner.endRound?.(round) ?? { isLast: true, state: null };
  trace.end();
  trace.flush();
  post({ type: "round-ended", isLast: end.isLast, state: serialize(end.state), writes: end.writes ?? {} });
}

/** Rows of a result that grows: a view reads them some times a second. */
const peekRows = 1_000;

function peek({ combiner, trace }: Open, { values, arrays }: SharedState, post: Post): void {
  trace.begin(categories.compute, "result so far");
  const table = combiner.result(values, arrays);
  trace.end(table.rows.length);
  trace.flush();
  const { length: totalRows } = table.rows;
  post({ type: "peeked", head: { ...table, rows: table.rows.slice(0, peekRows), totalRows, partial: true } });
}

function finish({ combiner, trace }: Open, request: Extract<CombinerRequest, { type: "finish" }>, post: Post): void {
  trace.begin(categories.compute, "result");
  const table = combiner.result(request.shared.values, request.shared.arrays);
  const problems = combiner.problems?.() ?? [];
  trace.end(table.rows.length);
  const rows = trace.slice(categories.serialize, "serialize", () => packRows(table.rows));
  trace.flush();
  const { length: totalRows } = table.rows;
  const head = { ...table, rows: table.rows.slice(0, headRows), totalRows, partial: request.partial };
  post({ type: "result", head, rows, problems }, [rows.buffer]);
}
