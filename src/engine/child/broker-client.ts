import { FaultError, fail, type Outcome } from "../../shared/fault";
import type { ParentChannel } from "../ports/parent-channel";
import type { BrokerRequest, SharedHandle } from "../protocol/frames";
import type { LaneTrace } from "../protocol/lane-trace";
import type { SharedLock, SharedValue } from "../protocol/workload";

/** Asks the parent, which keeps locks and values where no shared memory does. */
export class BrokerClient {
  readonly #channel: ParentChannel;
  readonly #pending = new Map<number, (outcome: Outcome<number | null>) => void>();
  #requests = 0;

  constructor(channel: ParentChannel) {
    this.#channel = channel;
  }

  /** Takes the answer to a request. */
  answer(requestId: number, outcome: Outcome<number | null>): void {
    const settle = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    settle?.(outcome);
  }

  /** @throws {FaultError} As the broker answers. */
  ask(taskId: number, request: BrokerRequest): Promise<number | null> {
    const requestId = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#pending.set(requestId, (outcome) => {
        if (outcome.ok) resolve(outcome.value);
        else reject(new FaultError(outcome.fault));
      });
      const { generation } = this.#channel;
      this.#channel.post({ type: "request", generation, requestId, taskId, request });
    });
  }
}

/** What one task has of its run's locks and values. */
export class TaskHandles {
  readonly #client: BrokerClient;
  readonly #taskId: number;
  readonly #trace: LaneTrace;
  readonly #shared: readonly SharedHandle[];

  constructor(client: BrokerClient, taskId: number, trace: LaneTrace, shared: readonly SharedHandle[]) {
    this.#client = client;
    this.#taskId = taskId;
    this.#trace = trace;
    this.#shared = shared;
  }

  lock(name: string): SharedLock {
    const { lane } = this.#find(name, "lock");
    const acquire = async (): Promise<void> => {
      this.#trace.lockRequest(lane, name);
      await this.#client.ask(this.#taskId, { operation: "lock-acquire", lane });
      this.#trace.lockAcquire(lane);
    };
    const release = async (): Promise<void> => {
      // Recorded before the parent can give the lock to the next, so that two holds never overlap.
      this.#trace.lockRelease(lane);
      await this.#client.ask(this.#taskId, { operation: "lock-release", lane });
    };
    return {
      acquire,
      release,
      async with(body) {
        await acquire();
        try {
          return await body();
        } finally {
          await release();
        }
      },
    };
  }

  value(name: string): SharedValue {
    const { lane } = this.#find(name, "value");
    return {
      get: async () => (await this.#client.ask(this.#taskId, { operation: "value-get", lane })) ?? 0,
      set: async (value) => {
        await this.#client.ask(this.#taskId, { operation: "value-set", lane, value });
        this.#trace.valueUpdate(lane, value);
      },
    };
  }

  #find(name: string, kind: "lock" | "value"): SharedHandle {
    const handle = this.#shared.find((one) => one.name === name && one.declaration.kind === kind);
    if (handle !== undefined) return handle;
    const declared = this.#shared.map((one) => `${one.declaration.kind} "${one.name}"`).join(", ") || "nothing";
    return fail("task-threw", `The workload shares no ${kind} named "${name}". It declares: ${declared}.`);
  }
}
