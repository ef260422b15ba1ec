import type { Fault, Outcome } from "../../shared/fault";
import type { BrokerRequest, BrokerValue, SharedHandle } from "../protocol/frames";
import { heldAlready, notHeld } from "../protocol/lock-misuse";
import type { SharedContents } from "../protocol/workload";

/** Hands an answer back to who asked. */
export type BrokerAnswer = (outcome: Outcome<BrokerValue>) => void;

interface Waiting {
  readonly taskId: number;
  readonly answer: BrokerAnswer;
}

interface Lock {
  readonly name: string;
  /** The task that holds it. */
  owner: number | null;
  /** Who asked first gets it first. */
  readonly queue: Waiting[];
}

interface Value {
  readonly name: string;
  readonly isInteger: boolean;
  current: number;
}

/** Keeps a run's locks, values and arrays in the parent, for workers that share no memory. A lock's owner is a task. */
export class Broker {
  /** By lane, likewise below. */
  readonly #locks = new Map<number, Lock>();
  readonly #values = new Map<number, Value>();
  readonly #arrays = new Map<number, { readonly name: string; readonly numbers: Float64Array }>();

  constructor(shared: readonly SharedHandle[]) {
    for (const { name, lane, declaration } of shared) {
      if (declaration.kind === "lock") this.#locks.set(lane, { name, owner: null, queue: [] });
      else if (declaration.kind === "array") {
        this.#arrays.set(lane, { name, numbers: new Float64Array(declaration.length) });
      } else {
        const { type, initial } = declaration;
        this.#values.set(lane, { name, isInteger: type === "int32", current: initial });
      }
    }
  }

  /** Answers a task's request, at once or when a lock is free. */
  request(taskId: number, request: BrokerRequest, answer: BrokerAnswer): void {
    const { operation, lane } = request;
    const lock = this.#locks.get(lane);
    const value = this.#values.get(lane);
    const numbers = this.#arrays.get(lane)?.numbers;
    if (operation === "lock-acquire" && lock !== undefined) this.#acquire(lock, { taskId, answer });
    else if (operation === "lock-release" && lock !== undefined) this.#release(lock, taskId, answer);
    else if (operation === "value-get" && value !== undefined) answer({ ok: true, value: value.current });
    else if (operation === "value-set" && value !== undefined) {
      value.current = value.isInteger ? request.value | 0 : request.value;
      answer({ ok: true, value: null });
    } else if (operation === "array-read" && numbers !== undefined) {
      answer({ ok: true, value: numbers.slice(request.from, request.to) });
    } else if (operation === "array-write" && numbers !== undefined) {
      numbers.set(request.numbers, request.from);
      answer({ ok: true, value: null });
    } else answer({ ok: false, fault: misuse(`Lane ${lane} has nothing that ${operation} could be asked of.`) });
  }

  /**
   * Takes a task that is over out of every queue and gives back what it holds.
   *
   * @returns Names of the locks that it still held.
   */
  forget(taskId: number): readonly string[] {
    const held: string[] = [];
    for (const lock of this.#locks.values()) {
      const kept = lock.queue.filter((one) => one.taskId !== taskId);
      lock.queue.splice(0, lock.queue.length, ...kept);
      if (lock.owner !== taskId) continue;
      held.push(lock.name);
      this.#handOn(lock);
    }
    return held;
  }

  /** The values as they are now, by name. */
  values(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#values.values()].map(({ name, current }) => [name, current]));
  }

  /** Copies of the arrays as they are now, by name. */
  arrays(): SharedContents {
    return Object.fromEntries([...this.#arrays.values()].map(({ name, numbers }) => [name, numbers.slice()]));
  }

  /** Writes an array from its first number on. @throws {Error} Where none has that name. */
  write(name: string, content: Float64Array): void {
    const array = [...this.#arrays.values()].find((one) => one.name === name);
    if (array === undefined) throw new Error(`the workload shares no array named "${name}"`);
    array.numbers.set(content);
  }

  #acquire(lock: Lock, asking: Waiting): void {
    if (lock.owner === asking.taskId) {
      asking.answer({ ok: false, fault: misuse(heldAlready(lock.name)) });
    } else if (lock.owner === null) {
      lock.owner = asking.taskId;
      asking.answer({ ok: true, value: null });
    } else lock.queue.push(asking);
  }

  #release(lock: Lock, taskId: number, answer: BrokerAnswer): void {
    if (lock.owner !== taskId) {
      answer({ ok: false, fault: misuse(notHeld(lock.name)) });
      return;
    }
    answer({ ok: true, value: null });
    this.#handOn(lock);
  }

  #handOn(lock: Lock): void {
    const next = lock.queue.shift();
    lock.owner = next?.taskId ?? null;
    next?.answer({ ok: true, value: null });
  }
}

function misuse(message: string): Fault {
  return { code: "task-threw", message };
}
