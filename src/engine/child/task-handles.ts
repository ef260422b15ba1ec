import { fail } from "../../shared/fault";
import type { Arena, NativeLock, Owner } from "../memory";
import type { SharedHandle } from "../protocol/frames";
import type { LaneTrace } from "../protocol/lane-trace";
import { heldAlready, notHeld } from "../protocol/lock-misuse";
import type { MemoryPlace } from "../protocol/program";
import type { SharedLock, SharedNumbers, SharedValue } from "../protocol/workload";
import type { BrokerClient } from "./broker-client";

/** What a worker's tasks reach their run's locks and values by. */
export interface TaskSurroundings {
  readonly broker: BrokerClient;
  /** Null where nothing lies in shared memory. */
  readonly memory: Arena | null;
  readonly shared: readonly SharedHandle[];
  readonly trace: LaneTrace;
}

/** What one task has of its run's locks and values: in shared memory, or kept by the parent. */
export class TaskHandles {
  readonly #taskId: number;
  readonly #around: TaskSurroundings;
  /** In whose name the task holds locks in shared memory; null before the first one. */
  #owner: Owner | null = null;
  #isOver = false;
  /** Locks in shared memory that it holds, by lane. */
  readonly #held = new Map<number, { readonly name: string; readonly lock: NativeLock }>();

  constructor(taskId: number, around: TaskSurroundings) {
    this.#taskId = taskId;
    this.#around = around;
  }

  lock(name: string): SharedLock {
    const handle = this.#find(name, "lock");
    const { acquire, release } = handle.place === null ? this.#kept(handle) : this.#placed(handle, handle.place);
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
    const { lane, place, declaration } = this.#find(name, "value");
    const { broker, trace } = this.#around;
    if (place !== null && declaration.kind === "value") {
      const cells = this.#memory().openCells(place).as(declaration.type);
      return {
        get: async () => cells.load(0),
        set: async (value) => {
          cells.store(0, value);
          trace.valueUpdate(lane, value);
        },
      };
    }
    return {
      get: async () => Number((await broker.ask(this.#taskId, { operation: "value-get", lane })) ?? 0),
      set: async (value) => {
        await broker.ask(this.#taskId, { operation: "value-set", lane, value });
        trace.valueUpdate(lane, value);
      },
    };
  }

  array(name: string): SharedNumbers {
    const { lane, place, declaration } = this.#find(name, "array");
    const length = declaration.kind === "array" ? declaration.length : 0;
    const { broker } = this.#around;
    const check = (from: number, to: number): void => checkStretch(name, { from, to, length });
    if (place !== null) {
      const cells = this.#memory().openCells(place);
      return {
        length,
        read: async (from, to) => {
          check(from, to);
          const numbers = new Float64Array(to - from);
          cells.copyOut(numbers, from * Float64Array.BYTES_PER_ELEMENT);
          return numbers;
        },
        write: async (from, numbers) => {
          check(from, from + numbers.length);
          cells.copyIn(numbers, from * Float64Array.BYTES_PER_ELEMENT);
        },
      };
    }
    return {
      length,
      read: async (from, to) => {
        check(from, to);
        // The broker answers what it is asked for.
        return (await broker.ask(this.#taskId, { operation: "array-read", lane, from, to })) as Float64Array;
      },
      write: async (from, numbers) => {
        check(from, from + numbers.length);
        await broker.ask(this.#taskId, { operation: "array-write", lane, from, numbers });
      },
    };
  }

  /** The task is over. @returns Names of the locks in shared memory that it left locked; they are free again. */
  close(): readonly string[] {
    this.#isOver = true;
    const left: string[] = [];
    for (const [lane, { name, lock }] of this.#held) {
      left.push(name);
      this.#around.trace.lockRelease(lane);
      lock.release();
    }
    this.#held.clear();
    if (this.#owner !== null) this.#memory().endOwner(this.#owner);
    return left;
  }

  /** A lock in shared memory. */
  #placed({ name, lane }: SharedHandle, place: MemoryPlace): Pick<SharedLock, "acquire" | "release"> {
    const { trace } = this.#around;
    const memory = this.#memory();
    const lock = memory.openLock(place);
    return {
      acquire: async () => {
        if (this.#held.has(lane)) fail("task-threw", heldAlready(name));
        this.#owner ??= memory.registerOwner(trace.lane);
        trace.lockRequest(lane, name);
        await lock.acquire(this.#owner);
        if (this.#isOver) {
          // Nobody awaited it, and nobody would ever give it back.
          lock.release();
          fail("task-threw", `The task was over before it got the lock "${name}": await it.`);
        }
        trace.lockAcquire(lane);
        this.#held.set(lane, { name, lock });
      },
      release: async () => {
        if (!this.#held.delete(lane)) fail("task-threw", notHeld(name));
        // Recorded before the next one can have it, so that two holds never overlap.
        trace.lockRelease(lane);
        lock.release();
      },
    };
  }

  /** A lock that the parent keeps. */
  #kept({ name, lane }: SharedHandle): Pick<SharedLock, "acquire" | "release"> {
    const { broker, trace } = this.#around;
    return {
      acquire: async () => {
        trace.lockRequest(lane, name);
        await broker.ask(this.#taskId, { operation: "lock-acquire", lane });
        trace.lockAcquire(lane);
      },
      release: async () => {
        // As above: before the parent can give it to the next.
        trace.lockRelease(lane);
        await broker.ask(this.#taskId, { operation: "lock-release", lane });
      },
    };
  }

  #memory(): Arena {
    return this.#around.memory ?? fail("internal", "A run's lock or value lies in memory that this worker has not.");
  }

  #find(name: string, kind: SharedHandle["declaration"]["kind"]): SharedHandle {
    const { shared } = this.#around;
    const handle = shared.find((one) => one.name === name && one.declaration.kind === kind);
    if (handle !== undefined) return handle;
    const declared = shared.map((one) => `${one.declaration.kind} "${one.name}"`).join(", ") || "nothing";
    return fail("task-threw", `The workload shares no ${kind} named "${name}". It declares: ${declared}.`);
  }
}

/** @throws {FaultError} `memory-range`. */
function checkStretch(
  name: string,
  { from, to, length }: { readonly from: number; readonly to: number; readonly length: number },
): void {
  if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= length) return;
  fail("memory-range", `The array "${name}" has ${length} numbers; ${from} to ${to} are not within it.`);
}
