import { parentLaneId } from "../../../shared/trace/lanes";
import type { Arena, Place } from "../../memory";
import type { HandleDescriptor } from "../../protocol/program";
import { type Findings, inWords } from "./findings";
import type { HandleBroker } from "./handle-broker";
import type { Caller } from "./waiters";

/** Milliseconds between two looks: a circle is told when the second one has seen it. */
const lookEveryMs = 250;

/** Somebody waits for a lock that somebody holds. */
interface Wait {
  readonly waiter: string;
  readonly waiterLane: number;
  /** The handle's id. */
  readonly lock: number;
  readonly holder: string;
  /** The same for as long as it is the same wait. */
  readonly identity: string;
}

/**
 * Finds those who wait for each other: a circle of waits over all processes and threads, over locks in shared memory and
 * locks that the broker keeps. Waits are looked at one after the other, so a circle counts where a second look finds the
 * very same waits: whoever waits throughout has released nothing.
 */
export class DeadlockWatch {
  readonly #findings: Findings;
  readonly #memory: Arena | null;
  readonly #broker: HandleBroker;
  readonly #laneOf: (client: number) => number;
  /** Locks in shared memory, by where they lie. */
  readonly #placed = new Map<string, number>();
  /** Of the broker's waits. */
  readonly #serials = new WeakMap<Caller, number>();
  #lastSerial = 0;
  #lookedMs = 0;
  /** What the last look saw. */
  #seen: ReadonlySet<string> = new Set();
  readonly #told = new Set<string>();

  /** @param laneOf The lane of a worker, by the number by which the broker knows it. */
  constructor(findings: Findings, memory: Arena | null, broker: HandleBroker, laneOf: (client: number) => number) {
    this.#findings = findings;
    this.#memory = memory;
    this.#broker = broker;
    this.#laneOf = laneOf;
  }

  note({ kind, id, place }: HandleDescriptor): void {
    if ((kind === "lock" || kind === "rlock") && place !== null) this.#placed.set(keyOf(place), id);
  }

  /** Looks, now and then; however often it is called. */
  tick(): void {
    const nowMs = performance.now();
    if (nowMs - this.#lookedMs < lookEveryMs) return;
    this.#lookedMs = nowMs;
    this.#look();
  }

  #look(): void {
    const waits = this.#waits();
    const byWaiter = new Map<string, Wait[]>();
    for (const wait of waits) byWaiter.set(wait.waiter, [...(byWaiter.get(wait.waiter) ?? []), wait]);
    for (const wait of waits) {
      const circle = this.#seen.has(wait.identity) ? this.#close([wait], byWaiter) : null;
      if (circle !== null) this.#tell(circle);
    }
    this.#seen = new Set(waits.map(({ identity }) => identity));
  }

  #waits(): Wait[] {
    const waits: Wait[] = [];
    for (const { waiter, lock, holder } of this.#memory?.waits() ?? []) {
      const id = this.#placed.get(keyOf(lock.place));
      if (id === undefined || holder === null) continue;
      waits.push({
        waiter: `${waiter.owner}`,
        waiterLane: waiter.tag === 0 ? parentLaneId : waiter.tag,
        lock: id,
        holder: `${holder.owner}`,
        identity: `${waiter.owner} ${waiter.waitSerial} ${holder.owner}`,
      });
    }
    for (const { lock, holder, waiter } of this.#broker.lockWaits()) {
      const serial = this.#serials.get(waiter) ?? ++this.#lastSerial;
      this.#serials.set(waiter, serial);
      const name = `${waiter.client}:${waiter.owner}`;
      const held = `${holder.client}:${holder.owner}`;
      const identity = `broker ${serial} ${held}`;
      waits.push({ waiter: name, waiterLane: this.#laneOf(waiter.client), lock, holder: held, identity });
    }
    return waits;
  }

  /** Follows who waits for whom until the first one comes again. */
  #close(path: readonly Wait[], byWaiter: ReadonlyMap<string, readonly Wait[]>): readonly Wait[] | null {
    const last = path[path.length - 1]!;
    if (last.holder === path[0]!.waiter) {
      // The main program is one owner for all that it does at once: another part of it may release what this one waits for.
      return path.length === 1 && last.waiterLane === parentLaneId ? null : path;
    }
    for (const next of byWaiter.get(last.holder) ?? []) {
      if (!this.#seen.has(next.identity) || path.includes(next)) continue;
      const circle = this.#close([...path, next], byWaiter);
      if (circle !== null) return circle;
    }
    return null;
  }

  #tell(circle: readonly Wait[]): void {
    const key = circle
      .map(({ identity }) => identity)
      .sort()
      .join();
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const findings = this.#findings;
    const parts = circle.map(({ waiterLane, lock }, at) => {
      const held = circle[(at + circle.length - 1) % circle.length]!.lock;
      return `${findings.laneName(waiterLane)} holds ${findings.handleName(held)} and waits for ${findings.handleName(lock)}`;
    });
    const only = circle[0]!;
    const message =
      circle.length === 1
        ? `Deadlock: ${findings.laneName(only.waiterLane)} waits for ${findings.handleName(only.lock)}, which it holds itself.`
        : `Deadlock: ${inWords(parts)}.`;
    findings.add("deadlock", message, [
      ...circle.map(({ waiterLane }) => waiterLane),
      ...circle.map(({ lock }) => findings.handleLane(lock)),
    ]);
  }
}

function keyOf({ segment, offset }: Place): string {
  return `${segment}:${offset}`;
}
