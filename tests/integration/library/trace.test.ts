import { describe, expect, it } from "vitest";
import { categories, computingTask, recordKinds } from "../../../src/shared/trace/records";
import { type ProgramsTrace, TracedProgram, traceOf } from "../support/traced-program";

const program = new URL("trace.program.mjs", import.meta.url);

/** Everything is seen with shared memory and without. */
const backends = [
  { backend: "shared memory", environment: {} },
  { backend: "the broker", environment: { LANESCOPE_NATIVE: "off" } },
];

describe.each(backends)("a program's trace, by $backend", ({ environment }) => {
  it("has a lane for each process, thread, lock and value, and shows how they started and ended", async () => {
    const trace = await traceOf(program, "given up", environment);
    const worker = trace.lane("impatient");
    expect(worker).toMatchObject({ kind: "worker", number: 1, exit: { code: 0, signal: null } });
    expect(worker.pid).toBeGreaterThan(0);
    expect(trace.lane("main")).toMatchObject({ kind: "parent" });
    expect(trace.lane("held")).toMatchObject({ kind: "lock" });
    const slices = trace.records(worker.id).filter(({ kind }) => kind === recordKinds.begin);
    expect(slices.map(({ name }) => name)).toEqual([
      "start process",
      "load lanescope",
      "set up",
      "import module",
      "tries",
      "deserialize",
      "stop",
    ]);
    const times = trace.records(worker.id).map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const [sent] = trace.records(1).filter(({ kind }) => kind === recordKinds.flowOut);
    const [received] = trace.records(worker.id).filter(({ kind }) => kind === recordKinds.flowIn);
    expect(received!.subject).toBe(sent!.subject);
    expect(received!.time).toBeGreaterThan(sent!.time);
  });

  it("shows a wait that ended without the lock", async () => {
    const trace = await traceOf(program, "given up", environment);
    const { id } = trace.lane("held");
    const steps = trace.records(trace.lane("impatient").id).filter(({ subject }) => subject === id);
    expect(steps.map(({ kind }) => kind)).toEqual([recordKinds.lockRequest, recordKinds.lockGiveUp]);
  });

  it("follows items of a queue from who put them to who got them, and tells how many are in it", async () => {
    const trace = await traceOf(program, "queue", environment);
    const [producer, consumer] = ["producer", "consumer"].map((name) => trace.records(trace.lane(name).id));
    const sent = producer!.filter(({ kind }) => kind === recordKinds.flowOut).map(({ subject }) => subject);
    const got = consumer!.filter(({ kind }) => kind === recordKinds.flowIn).map(({ subject }) => subject);
    // The first arrow is that from the process that started it.
    expect(got.slice(1)).toEqual(sent);
    expect(sent).toHaveLength(5);
    expect(producer!.filter(({ name }) => name === "put into work")).toHaveLength(5);
    expect(consumer!.filter(({ name }) => name === "get from work")).toHaveLength(5);
    const queue = trace.lane("work");
    expect(queue.kind).toBe("queue");
    const depths = trace.records(1).filter(({ subject }) => subject === queue.id);
    expect(Math.max(...depths.map(({ value }) => value))).toBeLessThanOrEqual(2);
    expect(depths.at(-1)?.value ?? 0).toBe(0);
  });

  it("shows a wait for an event", async () => {
    const trace = await traceOf(program, "event", environment);
    const waits = trace.records(trace.lane("waiter").id).filter(({ name }) => name === "wait for go");
    expect(waits.map(({ category }) => category)).toEqual([categories.dataWait]);
  });

  it("shows each task of a pool, and where its parameters came from and its result went", async () => {
    const trace = await traceOf(program, "pool", environment);
    expect(trace.output).toBe("1,4,9,16,25,36\n");
    const workers = trace.lanes("worker").flatMap(({ id }) => trace.records(id));
    const tasks = workers.filter(({ kind, category }) => kind === recordKinds.begin && category === computingTask);
    expect(tasks.map(({ name, value }) => `${name} ${value}`).sort()).toEqual(
      [0, 1, 2, 3, 4, 5].map((number) => `square ${number}`),
    );
    const flows = (records: readonly (typeof workers)[number][], kind: number) =>
      records.filter((record) => record.kind === kind).map(({ subject }) => subject);
    const main = trace.records(1);
    // What a worker had not begun may have been taken back, and given to the other one.
    for (const [from, to] of [
      [main, workers],
      [workers, main],
    ] as const) {
      const arrived = flows(to, recordKinds.flowIn);
      expect(arrived.length).toBeGreaterThan(0);
      expect(flows(from, recordKinds.flowOut)).toEqual(expect.arrayContaining(arrived));
    }
    expect(main.map(({ name }) => name)).toEqual(expect.arrayContaining(["dispatch", "take results"]));
  });

  it("shows tasks that take turns on one thread on lanes of their own", async () => {
    const trace = await traceOf(program, "concurrent pool", environment);
    const slots = trace.lanes("worker");
    expect(slots.map(({ part }) => part)).toEqual(["slot 1", "slot 2"]);
    const { id } = trace.lane("turn");
    const records = slots.flatMap((slot) => trace.records(slot.id));
    expect(records.filter(({ subject }) => subject === id).map(({ kind }) => kind)).toEqual([
      recordKinds.lockRequest,
      recordKinds.lockAcquire,
      recordKinds.lockRelease,
    ]);
  });

  it("shows where a task had nothing to do but to await a timer, and computing in between as such", async () => {
    const trace = await traceOf(program, "naps", environment);
    const lanes = trace.lanes("worker");
    expect(lanes).toHaveLength(4);
    for (const { id } of lanes) {
      const records = trace.records(id);
      const from = records.findIndex(({ name }) => name === "nap");
      const begun = records.flatMap(({ name }, at) => (at > from && name === "await" ? [at] : []));
      // What else the machine does may cut a wait in two; how long they are is what other tests look at.
      expect(begun.length).toBeGreaterThanOrEqual(2);
      let lastEndNs = records[from]!.time;
      for (const at of begun) {
        const [begin, end] = records.slice(at, at + 2);
        expect(begin).toMatchObject({ kind: recordKinds.begin, category: categories.dataWait });
        expect(end).toMatchObject({ kind: recordKinds.end });
        if (at !== begun[0]) expect(begin!.time).toBeGreaterThan(lastEndNs);
        lastEndNs = end!.time;
      }
      // The task's own end.
      expect(records[begun.at(-1)! + 2]).toMatchObject({ kind: recordKinds.end });
    }
  });

  it("shows what failed", async () => {
    const trace = await traceOf(program, "failing", environment);
    expect(trace.lane("failing").exit).toEqual({ code: 1, signal: null });
    expect(trace.records(trace.lane("failing").id).map(({ name }) => name)).toContain("threw");
  });
});

describe.each(backends)("deadlocks, by $backend", ({ environment }) => {
  it.each(["two processes", "process and thread"])("are reported with names while they last: %s", async (scenario) => {
    await using running = new TracedProgram(program, scenario, environment);
    const trace = await running.until(({ findings }) => findings.some(({ kind }) => kind === "deadlock"));
    const [deadlock, ...more] = trace.findings.filter(({ kind }) => kind === "deadlock");
    expect(more).toEqual([]);
    for (const one of [
      'philosopher 1 holds Lock "fork 1" and waits for Lock "fork 2"',
      'philosopher 2 holds Lock "fork 2" and waits for Lock "fork 1"',
    ]) {
      expect(deadlock!.message).toContain(one);
    }
    const names = ["philosopher 1", "philosopher 2", "fork 1", "fork 2"];
    expect([...deadlock!.lanes].sort()).toEqual(names.map((name) => trace.lane(name).id).sort());
    expect(trace.records(1).map(({ name }) => name)).toContain(deadlock!.message);
  });

  it("are found however many take part", async () => {
    await using running = new TracedProgram(program, "philosophers", environment);
    const { findings } = await running.until((trace) => trace.findings.some(({ kind }) => kind === "deadlock"));
    const deadlock = findings.find(({ kind }) => kind === "deadlock")!;
    for (let at = 1; at <= 5; at++) {
      expect(deadlock.message).toContain(`philosopher ${at} holds Lock "fork ${at}" and waits for`);
    }
    expect(findings.filter(({ kind }) => kind === "lock-order")).toHaveLength(1);
  });
});

describe.each(backends)("orders of locks, by $backend", ({ environment }) => {
  it("that can end in a deadlock are reported though they did not", async () => {
    const trace = await traceOf(program, "two orders", environment);
    expect(trace.findings).toEqual([
      expect.objectContaining({
        kind: "lock-order",
        message: expect.stringContaining(
          'other takes Lock "lock 1" while it holds Lock "lock 2" and one takes Lock "lock 2" while it holds Lock "lock 1"',
        ),
      }),
    ]);
  });

  it.each(["two orders under a third lock", "one order"])("that cannot are not: %s", async (scenario) => {
    expect((await traceOf(program, scenario, environment)).findings).toEqual([]);
  });
});

/** The scenarios leave locks behind, which is told too. */
function lostUpdates({ findings }: ProgramsTrace): ProgramsTrace["findings"] {
  return findings.filter(({ kind }) => kind === "lost-update");
}

describe.each(backends)("lost updates, by $backend", ({ environment }) => {
  it("are told with their amount and who wrote", async () => {
    const trace = await traceOf(program, "forced interleaving", environment);
    expect(trace.output).toBe("11\n");
    expect(lostUpdates(trace)).toEqual([
      expect.objectContaining({
        kind: "lost-update",
        lanes: [trace.lane("total").id, trace.lane("late").id],
        amounts: [7, 7],
        message: expect.stringContaining(
          'Value "total" lost updates: a write by late came from an older reading, and 7 is missing in all.',
        ),
      }),
    ]);
    const [told] = trace.records(trace.lane("late").id).filter(({ kind }) => kind === recordKinds.instant);
    expect(told).toMatchObject({ name: "lost update of total", value: 7, subject: trace.lane("total").id });
  });

  it("of an array's numbers are told with their index", async () => {
    const trace = await traceOf(program, "array interleaving", environment);
    expect(trace.output).toBe("4,3,4\n");
    expect(lostUpdates(trace)).toEqual([
      expect.objectContaining({
        kind: "lost-update",
        lanes: [0, trace.lane("late").id],
        amounts: [7, 7],
        message: expect.stringContaining(
          'SharedArray "cells" lost updates: a write by late came from an older reading',
        ),
      }),
    ]);
    const [told] = trace.records(trace.lane("late").id).filter(({ kind }) => kind === recordKinds.instant);
    expect(told).toMatchObject({ name: "lost update of cells[2]", value: 7 });
  });

  it("are none where nobody came between", async () => {
    const trace = await traceOf(program, "under a lock", environment);
    expect(trace.output).toBe("106\n");
    expect(trace.findings).toEqual([]);
  });
});

describe("lost updates of a race", () => {
  it("add up to what is missing", async () => {
    const trace = await traceOf(program, "race");
    const [lost] = trace.findings;
    expect(lost).toMatchObject({ kind: "lost-update" });
    expect(Number(trace.output) + lost!.amounts[0]!).toBe(300_000);
    expect(lost!.amounts.slice(1).reduce((sum, amount) => sum + amount, 0)).toBe(lost!.amounts[0]);
  });
});

describe.each(backends)("what nobody else would tell of, by $backend", ({ environment }) => {
  it("is a lock that a task did not release, with the lock's lane", async () => {
    const trace = await traceOf(program, "left locks", environment);
    const [worker] = trace.lanes("worker");
    expect(trace.findings).toEqual([
      expect.objectContaining({
        kind: "lock-not-released",
        lanes: [worker!.id, trace.lane("kept").id],
        message: `${worker!.name}: a task ended while it held Lock "kept". Release locks where they are acquired, such as by lock.with().`,
      }),
    ]);
  });

  it("is a worker of a pool that is killed while it has no task", async () => {
    const trace = await traceOf(program, "idle loss", environment);
    const [worker] = trace.lanes("worker");
    expect(trace.findings).toEqual([
      expect.objectContaining({
        kind: "worker-lost",
        lanes: [worker!.id],
        message: `${worker!.name} was lost while it had no task: SIGKILL.`,
      }),
    ]);
  });
});

describe("a worker's ring", () => {
  it("is read to its last record after a kill -9", async () => {
    const trace = await traceOf(program, "killed");
    const worker = trace.lane("victim");
    expect(worker.exit).toEqual({ code: null, signal: "SIGKILL" });
    const values = trace.records(worker.id).filter(({ kind }) => kind === recordKinds.valueUpdate);
    expect(values.map(({ value }) => value)).toEqual(Array.from({ length: 500 }, (_, at) => at + 1));
    expect(worker.endNs).toBeGreaterThan(values.at(-1)!.time);
  });

  it("counts exactly what it had no room for", async () => {
    const whole = await traceOf(program, "no overflow");
    const cut = await traceOf(program, "overflow");
    const [told, missing] = [whole, cut].map((trace) => {
      const { id } = trace.lane("racer 1");
      return [trace.records(id).length, trace.dropped.get(id)!];
    });
    expect(told![1]).toBe(0);
    expect(missing![1]).toBeGreaterThan(0);
    // Both write the same but for the number of updates. The last one is told again where there is room in the end.
    const toldAgain = missing![0]! + missing![1]! - 200_000 - (told![0]! - 100);
    expect([0, 1]).toContain(toldAgain);
  });
});
