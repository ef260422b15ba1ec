/**
 * What every way to start workers must do. The cases use nothing but Node, so they run in a test runner, inside Electron
 * and inside a worker.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Probe, type Stage } from "./probe";
import { pattern } from "./test-frames";

/** What not every adapter has. */
export type Ability =
  /** The worker is a process of its own. */
  | "process"
  /** What the worker prints is captured. */
  | "output"
  /** The worker is started from a script and does not share this thread: it may block, exit or crash. */
  | "isolation"
  /** Buffers change their owner instead of being copied. */
  | "transfer";

export interface PortCase {
  /** A sentence without its subject, the port. */
  readonly name: string;
  readonly needs?: readonly Ability[];
  /** @throws {Error} When the port does something else. */
  run(stage: Stage): Promise<void>;
}

const mebibyte = 1 << 20;

/** @returns Those that make sense with these abilities. */
export function casesFor(abilities: readonly Ability[]): readonly PortCase[] {
  return portCases.filter(({ needs = [] }) => needs.every((need) => abilities.includes(need)));
}

const portCases: readonly PortCase[] = [
  {
    name: "carries frames in order, both ways",
    async run(stage) {
      const probe = new Probe(stage);
      for (let id = 0; id < 500; id += 1) probe.post({ type: "echo", id, values: `text ${id}` });
      await probe.until(() => probe.of("echo").length === 500);
      deepStrictEqual(
        probe.of("echo").map(({ id, values }) => [id, values]),
        Array.from({ length: 500 }, (_, id) => [id, `text ${id}`]),
      );
      await end(probe);
    },
  },
  {
    name: "carries frames of 8 MB whole and in order with small ones, both ways",
    async run(stage) {
      const probe = new Probe(stage);
      const large = pattern(8 * mebibyte);
      for (let id = 0; id < 6; id += 1) probe.post({ type: "echo", id, values: id % 2 === 0 ? large : pattern(id) });
      await probe.until(() => probe.of("echo").length === 6);
      for (const [index, { id, values }] of probe.of("echo").entries()) {
        strictEqual(id, index);
        sameBytes(values, id % 2 === 0 ? large : pattern(id));
      }
      await end(probe);
    },
  },
  {
    name: "keeps the values that frames are made of",
    async run(stage) {
      const probe = new Probe(stage);
      const values = {
        big: 2n ** 63n - 1n,
        text: "città 日本語 \u0000 \u{1F600}",
        numbers: [0, -0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 0.1],
        none: [null, undefined],
        bytes: pattern(3).subarray(1),
        nested: { list: [{ deep: true }], map: new Map([["a", 1]]) },
      };
      probe.post({ type: "echo", id: 1, values });
      const { values: back } = await probe.first("echo");
      deepStrictEqual({ ...(back as typeof values), bytes: null }, { ...values, bytes: null });
      sameBytes((back as typeof values).bytes, values.bytes);
      await end(probe);
    },
  },
  {
    name: "takes a frame as it is when posted, whatever happens to it later",
    async run(stage) {
      const probe = new Probe(stage);
      const values = { state: "posted" };
      probe.post({ type: "echo", id: 1, values });
      values.state = "changed";
      deepStrictEqual((await probe.first("echo")).values, { state: "posted" });
      await end(probe);
    },
  },
  {
    name: "keeps frames until the worker listens",
    async run(stage) {
      const probe = new Probe(stage, "late");
      for (let id = 0; id < 3; id += 1) probe.post({ type: "echo", id, values: pattern(mebibyte) });
      await probe.until(() => probe.of("echo").length === 3);
      deepStrictEqual(
        probe.replies.map((reply) => (reply.type === "echo" ? reply.id : reply.type)),
        ["started", 0, 1, 2],
      );
      await end(probe);
    },
  },
  {
    name: "hands buffers over instead of copying them",
    needs: ["transfer"],
    async run(stage) {
      const probe = new Probe(stage);
      await probe.first("started");
      probe.post({ type: "hand-over", bytes: mebibyte });
      await probe.until(() => probe.of("handed-over").length === 2);
      const [sent, left] = probe.of("handed-over");
      sameBytes(new Uint8Array(sent!.buffer), pattern(mebibyte));
      strictEqual(left!.left, 0, "the worker kept its buffer");
      const values = pattern(mebibyte);
      probe.handle.post({ type: "echo", id: 1, values, generation: probe.generation } as never, [values.buffer]);
      strictEqual(values.byteLength, 0, "the parent kept its buffer");
      sameBytes((await probe.first("echo")).values, pattern(mebibyte));
      await end(probe);
    },
  },
  {
    name: "carries buffers that the worker gives away",
    async run(stage) {
      const probe = new Probe(stage);
      await probe.first("started");
      probe.post({ type: "hand-over", bytes: mebibyte });
      await probe.until(() => probe.of("handed-over").length === 2);
      sameBytes(new Uint8Array(probe.of("handed-over")[0]!.buffer), pattern(mebibyte));
      await end(probe);
    },
  },
  {
    name: "tells the worker its generation before its first frame",
    async run(stage) {
      const probe = new Probe(stage);
      strictEqual((await probe.first("started")).generation, probe.generation);
      probe.post({ type: "describe" });
      strictEqual((await probe.first("description")).knowsStartFacts, false, "programs of the worker would inherit it");
      await end(probe);
    },
  },
  {
    name: "knows the process of a worker that has one",
    async run(stage) {
      const probe = new Probe(stage);
      await probe.first("started");
      probe.post({ type: "describe" });
      const { pid } = await probe.first("description");
      if (stage.pid === "own") {
        strictEqual(probe.handle.pid, pid);
        ok(pid !== process.pid);
      } else strictEqual(probe.handle.pid, stage.pid === "parent" ? process.pid : null);
      await end(probe);
    },
  },
  {
    name: "passes on what a worker prints, as it comes",
    needs: ["output"],
    async run(stage) {
      const probe = new Probe(stage);
      probe.post({ type: "print", stream: "stdout", text: "no line end" });
      await probe.until(() => probe.printed.stdout === "no line end");
      probe.post({ type: "print", stream: "stderr", text: "a warning\n" });
      await probe.until(() => probe.printed.stderr === "a warning\n");
      strictEqual(probe.printed.stdout, "no line end");
      await end(probe);
    },
  },
  {
    name: "keeps characters whole where output comes in pieces",
    needs: ["output"],
    async run(stage) {
      const probe = new Probe(stage);
      const text = "aü日\u{1F600}".repeat(100_000);
      probe.post({ type: "print", stream: "stdout", text });
      await probe.until(() => probe.printed.stdout.length >= text.length);
      ok(probe.printed.stdout === text, "the text is another one");
      await end(probe);
    },
  },
  {
    name: "reports the code that a worker exits with",
    async run(stage) {
      for (const code of [0, 3]) {
        const probe = new Probe(stage);
        probe.post({ type: "exit", code });
        deepStrictEqual(await probe.ended(), { code, signal: null });
      }
    },
  },
  {
    name: "reports the code and output of a worker that ends itself past the channel",
    needs: ["isolation", "output"],
    async run(stage) {
      const probe = new Probe(stage);
      probe.post({ type: "exit-process", code: 7, print: "a last line\n" });
      deepStrictEqual(await probe.ended(), { code: 7, signal: null });
      strictEqual(probe.printed.stdout, "a last line\n");
    },
  },
  {
    name: "delivers what a worker posts that ends at once, also to a busy parent",
    async run(stage) {
      const probe = new Probe(stage, "brief");
      await stayBusy();
      deepStrictEqual(await probe.ended(), { code: 6, signal: null });
      wholeLife(probe, 5, mebibyte);
    },
  },
  {
    name: "delivers what was posted right before an exit",
    async run(stage) {
      const probe = new Probe(stage);
      await probe.first("started");
      probe.post({ type: "exit", code: 0, frames: 20, bytes: mebibyte });
      deepStrictEqual(await probe.ended(), { code: 0, signal: null });
      wholeLife(probe, 20, mebibyte);
    },
  },
  {
    name: "delivers what was printed right before an exit",
    needs: ["output"],
    async run(stage) {
      const probe = new Probe(stage);
      const print = `${"0123456789".repeat(200_000)}the end\n`;
      probe.post({ type: "exit", code: 0, frames: 1, print });
      deepStrictEqual(await probe.ended(), { code: 0, signal: null });
      ok(probe.printed.stdout === print, `${probe.printed.stdout.length} of ${print.length} characters came`);
      wholeLife(probe, 1, 0);
    },
  },
  {
    name: "loses nothing of an ended worker while its parent is busy",
    needs: ["isolation"],
    async run(stage) {
      const probe = new Probe(stage);
      await probe.first("started");
      const print = `${"0123456789".repeat(10_000)}the end\n`;
      probe.post({ type: "exit", code: 4, frames: 3, bytes: mebibyte, print });
      await stayBusy();
      deepStrictEqual(await probe.ended(), { code: 4, signal: null });
      ok(probe.printed.stdout === print, `${probe.printed.stdout.length} of ${print.length} characters came`);
      wholeLife(probe, 3, mebibyte);
    },
  },
  {
    name: "reports a worker that throws at import, with its error as output",
    async run(stage) {
      const probe = new Probe(stage, "throwing");
      deepStrictEqual(await probe.ended(), { code: 1, signal: null });
      ok(probe.printed.stderr.includes("thrown at import"), probe.printed.stderr);
    },
  },
  {
    name: "reports a worker that throws at work, with its error as output",
    needs: ["isolation"],
    async run(stage) {
      const probe = new Probe(stage);
      probe.post({ type: "throw", message: "thrown at work" });
      deepStrictEqual(await probe.ended(), { code: 1, signal: null });
      ok(probe.printed.stderr.includes("thrown at work"), probe.printed.stderr);
    },
  },
  {
    name: "reports an exit for a script that does not exist",
    needs: ["isolation"],
    async run(stage) {
      const probe = new Probe(stage, "missing");
      probe.post({ type: "describe" });
      const { code, signal } = await probe.ended();
      strictEqual(signal, null);
      ok(code !== 0, "it counts as done");
      ok(probe.printed.stderr.includes("missing"), `the output does not name the script: ${probe.printed.stderr}`);
      strictEqual(probe.replies.length, 0);
    },
  },
  ...(["SIGKILL", "SIGTERM"] as const).map(
    (signal): PortCase => ({
      name: `ends a worker in a busy loop by ${signal}, and observes it`,
      needs: ["isolation"],
      async run(stage) {
        const probe = new Probe(stage);
        probe.post({ type: "spin" });
        await probe.first("spinning");
        probe.handle.kill(signal);
        deepStrictEqual(await probe.ended(), { code: null, signal });
      },
    }),
  ),
  {
    name: "ends an idle worker, also one that has only just been started",
    async run(stage) {
      const idle = new Probe(stage);
      await idle.first("started");
      idle.handle.kill("SIGTERM");
      deepStrictEqual(await idle.ended(), { code: null, signal: "SIGTERM" });
      const young = new Probe(stage);
      young.handle.kill("SIGKILL");
      deepStrictEqual(await young.ended(), { code: null, signal: "SIGKILL" });
    },
  },
  {
    name: "ignores frames and signals for a dead worker",
    async run(stage) {
      const probe = new Probe(stage);
      await probe.first("started");
      probe.handle.kill("SIGKILL");
      // Dying, then dead.
      probe.post({ type: "echo", id: 1, values: pattern(mebibyte) });
      await probe.ended();
      probe.post({ type: "echo", id: 2, values: null });
      probe.handle.kill("SIGTERM");
      await liveOn(stage);
      strictEqual(probe.of("echo").length, 0);
    },
  },
  {
    name: "reports an exit once, and nothing after it",
    async run(stage) {
      const probes = ["exit", "kill", "both"].map((end) => ({ end, probe: new Probe(stage) }));
      for (const { end, probe } of probes) {
        await probe.first("started");
        if (end !== "kill") probe.post({ type: "exit", code: 0, frames: 5, bytes: 1_000 });
        if (end !== "exit") probe.handle.kill("SIGTERM");
        if (end !== "exit") probe.handle.kill("SIGKILL");
      }
      for (const { probe } of probes) await probe.ended();
      await liveOn(stage);
      for (const { end, probe } of probes) {
        strictEqual(probe.exits.length, 1, `${end}: ${probe.exits.length} exits`);
        deepStrictEqual(probe.late, [], end);
      }
    },
  },
  {
    name: "runs ten workers at once, each with its own frames",
    async run(stage) {
      const probes = Array.from({ length: 10 }, () => new Probe(stage));
      for (let id = 0; id < 20; id += 1) {
        for (const probe of probes) probe.post({ type: "echo", id, values: probe.generation });
      }
      for (const probe of probes) probe.post({ type: "exit", code: probe.generation % 5 });
      for (const probe of probes) {
        deepStrictEqual(await probe.ended(), { code: probe.generation % 5, signal: null });
        deepStrictEqual(
          probe.of("echo").map(({ id, values, generation }) => [id, values, generation]),
          Array.from({ length: 20 }, (_, id) => [id, probe.generation, probe.generation]),
        );
      }
    },
  },
  {
    name: "reports the exit of a worker whose output another process still holds open",
    needs: ["process"],
    async run(stage) {
      const probe = new Probe(stage);
      probe.post({ type: "lend-output" });
      const { pid } = await probe.first("lent");
      try {
        probe.post({ type: "exit", code: 5, frames: 1, print: "all of it" });
        deepStrictEqual(await probe.ended(), { code: 5, signal: null });
        strictEqual(probe.printed.stdout, "all of it");
        process.kill(pid, 0);
      } finally {
        process.kill(pid, "SIGKILL");
      }
    },
  },
];

/** Ends a worker that has done its part. */
async function end(probe: Probe): Promise<void> {
  probe.post({ type: "exit", code: 0 });
  deepStrictEqual(await probe.ended(), { code: 0, signal: null });
}

/** A whole life of another worker: whatever was still to be reported of the ones before has been by its end. */
async function liveOn(stage: Stage): Promise<void> {
  const probe = new Probe(stage);
  await probe.first("started");
  await end(probe);
}

/** Checks the frames that a worker posts before its exit. */
function wholeLife(probe: Probe, frames: number, bytes: number): void {
  const last = probe.of("last");
  deepStrictEqual(
    last.map(({ id }) => id),
    Array.from({ length: frames }, (_, id) => id),
  );
  for (const one of last) sameBytes(one.bytes, pattern(bytes));
  deepStrictEqual(probe.late, []);
}

/** Not `deepStrictEqual`: it takes seconds for megabytes, and minutes to say what differs. */
function sameBytes(actual: unknown, expected: Uint8Array): void {
  ok(actual instanceof Uint8Array, `no bytes: ${typeof actual}`);
  strictEqual(actual.byteLength, expected.byteLength);
  ok(Buffer.compare(actual, expected) === 0, "the bytes are others");
}

/** Blocks this thread for a second, but for a turn of its event loop now and then. */
async function stayBusy(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    const untilMs = performance.now() + 250;
    while (performance.now() < untilMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
