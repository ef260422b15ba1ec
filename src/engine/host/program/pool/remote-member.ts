import { FaultError } from "../../../../shared/fault";
import { categories } from "../../../../shared/trace/records";
import type { WorkerPort } from "../../../ports/worker-port";
import type {
  MemoryPlace,
  Payload,
  PoolBatch,
  PoolReport,
  ProgramReply,
  TaskReference,
} from "../../../protocol/program";
import { type PoolWords, poolWordsBytes, unpackError, wordsInBuffer, wordsInMemory } from "../../../runtime";
import type { MainContext, Outgoing } from "../main-context";
import { ProgramWorker } from "../program-worker";
import type { Batch, Member, MemberEvents, Prepared, Report } from "./member";

export interface RemoteMemberOptions {
  readonly context: MainContext;
  readonly port: WorkerPort;
  readonly name: string;
  /** Whether it is a thread of this process: those share memory without an addon. */
  readonly isThread: boolean;
  readonly memoryLimitBytes: number;
  readonly initializer: { readonly task: TaskReference; readonly parameters: readonly unknown[] } | null;
  readonly events: MemberEvents;
}

interface Parcel {
  readonly batch: PoolBatch;
  readonly outgoing: Outgoing;
}

/** A process or thread that runs tasks of a pool. */
export class RemoteMember implements Member {
  readonly name: string;
  readonly words: PoolWords | null;
  readonly #options: RemoteMemberOptions;
  readonly #worker: ProgramWorker;
  readonly #place: MemoryPlace | null;

  /** @throws {FaultError} `not-serializable` and the like, for the initializer's parameters. */
  constructor(options: RemoteMemberOptions) {
    const { context, port, name, isThread, initializer, memoryLimitBytes } = options;
    this.#options = options;
    this.name = name;
    const outgoing = initializer === null ? null : context.encode(initializer.parameters, "initializerArgs");
    this.#place = context.memory?.allocate(poolWordsBytes) ?? null;
    const buffer = this.#place === null && isThread ? new SharedArrayBuffer(poolWordsBytes) : null;
    if (this.#place !== null) this.words = wordsInMemory(context.memory!, this.#place);
    else this.words = buffer === null ? null : wordsInBuffer(buffer);
    this.#worker = new ProgramWorker({
      context,
      port,
      name,
      daemon: true,
      onReply: (reply) => this.#take(reply),
      onEnd: ({ exit, fault }) => {
        options.events.onEnd(exit, fault);
        if (this.#place !== null) context.memory?.free(this.#place);
      },
    });
    if (outgoing !== null) this.#worker.lend(outgoing);
    const first =
      initializer === null || outgoing === null ? null : { task: initializer.task, parameters: outgoing.payload };
    this.#worker.send({
      type: "pool-open",
      setup: { initializer: first, memoryLimitBytes, words: this.#place ?? buffer },
    });
  }

  get pid(): number | null {
    return this.#worker.pid;
  }

  prepare({ call, chunk, items, at, first, epoch }: Batch): Parcel {
    const outgoing = this.#options.context.encode(items, "items");
    const batch: PoolBatch = {
      task: call.reference,
      first,
      at,
      count: items.length,
      chunk,
      spread: call.spread,
      epoch,
      timed: call.timeoutMs > 0,
      items: outgoing.payload,
      flow: this.#options.context.trace?.nextFlow() ?? 0,
    };
    return { batch, outgoing };
  }

  send(prepared: readonly Prepared[]): void {
    const parcels = prepared as readonly Parcel[];
    const { trace } = this.#options.context;
    const calls = parcels.reduce((sum, { batch }) => sum + batch.count, 0);
    trace?.begin(categories.compute, "dispatch", calls);
    for (const { outgoing, batch } of parcels) {
      this.#worker.lend(outgoing);
      trace?.flowOut(batch.flow);
    }
    this.#worker.send({ type: "pool-batches", batches: parcels.map(({ batch }) => batch) });
    trace?.end();
  }

  recall(epoch: number): void {
    if (this.words === null) this.#worker.send({ type: "pool-recall", epoch });
    else this.words.epoch = epoch;
  }

  shutdown(): void {
    this.#worker.shutdown();
  }

  kill(): void {
    this.#worker.kill("SIGKILL");
  }

  keepAlive(stay: boolean): void {
    this.#worker.keepAlive(stay);
  }

  tellIdleLoss(message: string): void {
    this.#worker.tellLoss(message);
  }

  #take(reply: ProgramReply): void {
    const { events } = this.#options;
    if (reply.type === "pool-ready") events.onReady();
    else if (reply.type === "pool-refused") events.onRefused(unpackError(reply.error, this.name));
    else if (reply.type === "pool-reports") this.#takeReports(reply.reports, reply.full);
  }

  #takeReports(reports: readonly PoolReport[], full: boolean): void {
    const { trace } = this.#options.context;
    const depth = trace?.depth ?? 0;
    trace?.begin(categories.compute, "take results");
    for (const { flow } of reports) if (flow !== 0) trace?.flowIn(flow);
    try {
      this.#options.events.onReports(
        reports.map((report) => this.#reportOf(report)),
        full,
      );
    } finally {
      trace?.endTo(depth);
    }
  }

  #reportOf({ first, done, skipped, workMs, values, failures, failure }: PoolReport): Report {
    return {
      first,
      done,
      skipped,
      workMs,
      values: () => (values === null ? null : this.#read(values)),
      discard: () => {
        if (values !== null) this.#worker.discard(values);
      },
      failures: () => failures.map(([index, error]) => [index, unpackError(error, this.name)] as const),
      failure: () => (failure === null ? null : unpackError(failure, this.name)),
    };
  }

  #read(values: Payload): readonly unknown[] {
    return this.#worker.receive(values) as unknown[];
  }
}

/** Says of an item that cannot travel where it is among a task's parameters. */
export function explainItem(error: unknown, spread: boolean): unknown {
  if (!(error instanceof FaultError)) return error;
  // Items are encoded together, one for each call: `items[3].rows` is `args[0].rows` of a call of one parameter.
  const message = error.message.replace(/^items\[\d+\]/, spread ? "args" : "args[0]").replace(/^items\b/, "args");
  return new FaultError({ ...error.fault, message }, { cause: error.cause });
}
