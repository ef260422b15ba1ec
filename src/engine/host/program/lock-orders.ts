import type { LockOrderReport } from "../../protocol/program";
import { type Findings, inWords } from "./findings";

/** Longest circle of locks that is looked for. */
const longestCircle = 8;

/** That somebody asked for a lock while it held another. */
interface Step {
  readonly held: number;
  readonly wanted: number;
  /** What it held besides. */
  readonly guards: ReadonlySet<number>;
  readonly owner: string;
  readonly lane: number;
}

/**
 * Finds locks that are taken in different orders: `a` then `b` here, `b` then `a` there, or a longer circle. Nobody has to
 * have waited for it: at another moment they all wait for each other.
 *
 * No circle is one owner alone with itself, and none whose steps exclude each other by a lock that two of them hold.
 */
export class LockOrders {
  readonly #findings: Findings;
  /** By the lock that is held. */
  readonly #steps = new Map<number, Step[]>();
  /** Circles that were told, by their locks. */
  readonly #told = new Set<string>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** @param lane Of who asked. */
  add({ held, wanted, owner }: LockOrderReport, lane: number): void {
    for (const lock of held) {
      const guards = new Set(held.filter((one) => one !== lock));
      // Owners are numbered by each process for itself where there is no shared memory.
      const step: Step = { held: lock, wanted, guards, owner: `${lane}:${owner}`, lane };
      const steps = this.#steps.get(lock) ?? [];
      this.#steps.set(lock, steps);
      steps.push(step);
      const circle = this.#close([step]);
      if (circle !== null) this.#tell(circle);
    }
  }

  /** Goes on from the last step until the first one's lock comes again. */
  #close(path: readonly Step[]): readonly Step[] | null {
    const first = path[0]!;
    const last = path[path.length - 1]!;
    if (last.wanted === first.held) return path;
    if (path.length === longestCircle) return null;
    for (const next of this.#steps.get(last.wanted) ?? []) {
      if (path.some((step) => step.owner === next.owner || step.held === next.held || excludes(step, next))) continue;
      const circle = this.#close([...path, next]);
      if (circle !== null) return circle;
    }
    return null;
  }

  #tell(circle: readonly Step[]): void {
    const key = circle
      .map(({ held }) => held)
      .sort((a, b) => a - b)
      .join();
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const findings = this.#findings;
    const parts = circle.map(
      ({ lane, held, wanted }) =>
        `${findings.laneName(lane)} takes ${findings.handleName(wanted)} while it holds ${findings.handleName(held)}`,
    );
    findings.add(
      "lock-order",
      `${inWords(parts)}: at another moment they wait for each other forever. Take locks in one order everywhere.`,
      [...circle.map(({ lane }) => lane), ...circle.map(({ held }) => findings.handleLane(held))],
    );
  }
}

/** Whether a lock that both hold keeps the two from happening at once. */
function excludes(a: Step, b: Step): boolean {
  for (const lock of a.guards) if (b.guards.has(lock)) return true;
  return false;
}
