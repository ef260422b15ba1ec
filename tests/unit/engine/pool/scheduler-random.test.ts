import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ListCall } from "../../../../src/engine/host/program/pool/call";
import type { Batch } from "../../../../src/engine/host/program/pool/member";
import { Scheduler } from "../../../../src/engine/host/program/pool/scheduler";
import { defineTasks } from "../../../../src/engine/runtime";
import { FakeMember } from "./fake-member";

const tasks = defineTasks("file:///tasks.mjs", { same: (item: unknown) => item });

/** One thing that happens: to the worker of that number, or time passes. */
type Step = readonly [
  kind: "note" | "look" | "done" | "report" | "die" | "start" | "wait" | "stop" | "submit",
  who: number,
];

/**
 * Runs units as a worker does, one small step at a time, so that recalls and deaths come in between: it notes a unit as
 * begun, looks whether it was recalled, runs it, and reports now and then.
 */
class SimulatedWorker {
  readonly member: FakeMember;
  readonly #runs: (items: readonly unknown[]) => void;
  #unit = 0;
  #noted = false;
  #begun = false;
  #unreported = 0;
  ended = false;

  constructor(member: FakeMember, runs: (items: readonly unknown[]) => void) {
    this.member = member;
    this.#runs = runs;
  }

  step(kind: Step[0]): void {
    const { member } = this;
    if (this.ended) return;
    if (kind === "die" || member.asked === "kill") {
      this.ended = true;
      member.end(null, "SIGKILL");
      return;
    }
    const batch = member.queue[0];
    if (batch === undefined) {
      if (member.asked === "shutdown") {
        this.ended = true;
        member.end(0);
      }
      return;
    }
    if (this.#unit < batch.first) this.#unit = batch.first;
    if (kind === "report") this.#report(batch, 0);
    else if (this.#begun) {
      if (kind === "done") this.#finish(batch);
    } else if (!this.#noted) {
      if (kind === "note") this.#note();
    } else if (kind === "look") this.#look(batch);
  }

  #note(): void {
    this.#noted = true;
    if (this.member.words !== null) this.member.words.begun = this.#unit;
  }

  #look(batch: Batch): void {
    this.#noted = false;
    const { words, epoch } = this.member;
    if ((words?.epoch ?? epoch) === batch.epoch) {
      this.#begun = true;
      const at = (this.#unit - batch.first) * batch.chunk;
      this.#runs(batch.items.slice(at, at + batch.chunk));
      return;
    }
    this.#report(batch, batch.first + Math.ceil(batch.items.length / batch.chunk) - this.#unit);
    this.member.queue.shift();
  }

  #finish(batch: Batch): void {
    this.#begun = false;
    this.#unit++;
    this.#unreported++;
    if (this.#unit < batch.first + Math.ceil(batch.items.length / batch.chunk)) return;
    this.#report(batch, 0);
    this.member.queue.shift();
  }

  #report(batch: Batch, skipped: number): void {
    if (this.#unreported === 0 && skipped === 0) return;
    const done = this.#unreported;
    this.#unreported = 0;
    this.member.report(batch, this.#unit - done, done, skipped, done * 0.002);
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const step = fc.tuple(
  fc.oneof(
    { weight: 30, arbitrary: fc.constant("note" as const) },
    { weight: 30, arbitrary: fc.constant("look" as const) },
    { weight: 30, arbitrary: fc.constant("done" as const) },
    { weight: 8, arbitrary: fc.constant("report" as const) },
    { weight: 1, arbitrary: fc.constant("die" as const) },
    { weight: 4, arbitrary: fc.constant("start" as const) },
    { weight: 6, arbitrary: fc.constant("wait" as const) },
    { weight: 1, arbitrary: fc.constant("stop" as const) },
    { weight: 2, arbitrary: fc.constant("submit" as const) },
  ),
  fc.nat(7),
);

it.each([true, false])(
  "runs every task once, whatever happens in whichever order; shared memory: %s",
  async (shares) => {
    const scenario = fc.record({
      workers: fc.integer({ min: 1, max: 3 }),
      chunk: fc.integer({ min: 0, max: 4 }),
      unitsPerWorker: fc.constantFrom(Number.POSITIVE_INFINITY, 7),
      steps: fc.array(step, { maxLength: 400, size: "max" }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ workers, chunk, unitsPerWorker, steps }) => {
        const runs = new Map<unknown, number>();
        const staff: SimulatedWorker[] = [];
        const scheduler = new Scheduler({
          name: "Pool-1",
          workers,
          unitsPerWorker,
          startMember: (number, events) => {
            const member = new FakeMember(number, events, shares);
            const note = (items: readonly unknown[]): void => {
              for (const item of items) runs.set(item, (runs.get(item) ?? 0) + 1);
            };
            staff.push(new SimulatedWorker(member, note));
            return member;
          },
        });
        const calls: { call: ListCall<unknown>; items: string[]; isStopped: boolean; outcome: Promise<unknown> }[] = [];
        const submit = (): void => {
          if (!scheduler.isOpen) return;
          const items = Array.from({ length: 25 }, (_, index) => `${calls.length}/${index}`);
          const more = { chunk: chunk === 0 && unitsPerWorker < 100 ? 1 : chunk, timeoutMs: 0, spread: false };
          const call = new ListCall<unknown>({ task: tasks.same, ...more }, items);
          scheduler.submit(call);
          const outcome = call.promise.catch((error: { code: string }) => error.code);
          calls.push({ call, items, isStopped: false, outcome });
        };
        const take = async ([kind, who]: Step): Promise<void> => {
          const live = staff.filter(({ ended }) => !ended);
          const worker = live[who % Math.max(live.length, 1)];
          if (kind === "wait") await vi.advanceTimersByTimeAsync(who);
          else if (kind === "submit") submit();
          else if (kind === "start") worker?.member.events.onReady();
          else if (kind === "stop") {
            const chosen = calls[who];
            if (chosen === undefined || chosen.call.over) return;
            chosen.isStopped = true;
            scheduler.stop(chosen.call, { code: "stopped" });
          } else worker?.step(kind);
          await Promise.resolve();
        };
        submit();
        for (const one of steps) await take(one);
        // From here on nothing dies, and everything comes to its end.
        for (let round = 0; calls.some(({ call }) => !call.over); round++) {
          expect(round).toBeLessThan(20_000);
          for (let who = 0; who < staff.length; who++) {
            if (staff[who]!.ended) continue;
            staff[who]!.member.events.onReady();
            for (const kind of ["note", "look", "done"] as const) staff[who]!.step(kind);
          }
          await vi.advanceTimersByTimeAsync(1);
        }
        expect(Math.max(...runs.values())).toBeLessThanOrEqual(1);
        for (const { items, isStopped, outcome } of calls) {
          const result = await outcome;
          if (isStopped) expect(result).toBe("stopped");
          else if (result !== "worker-lost" && result !== "pool-broken") {
            expect(result).toEqual(items);
            expect(items.every((item) => runs.get(item) === 1)).toBe(true);
          }
        }
      }),
      { numRuns: 150 },
    );
  },
);
