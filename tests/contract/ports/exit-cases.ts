import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { liveOn, mebibyte, type PortCase, stayBusy, wholeLife } from "./case-support";
import { Probe, type Stage } from "./probe";
import { type Command, pattern } from "./test-frames";

/** How workers end, and what is told of it. */
export const exitCases: readonly PortCase[] = [
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
    name: "reports the code that a worker exits with while frames are on their way to it",
    run: (stage) => exitUnderFrames(stage, { type: "exit", code: 3, frames: 1 }, 3),
  },
  {
    name: "reports the code of a worker that ends itself past the channel while frames are on their way to it",
    needs: ["isolation"],
    run: (stage) => exitUnderFrames(stage, { type: "exit-process", code: 7, print: "" }, 7),
  },
  {
    name: "reports a worker that throws while frames are on their way to it",
    needs: ["isolation"],
    run: (stage) => exitUnderFrames(stage, { type: "throw", message: "thrown at work" }, 1),
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

/** Lets workers end, one after the other, while their parent goes on posting to them until it knows. */
async function exitUnderFrames(stage: Stage, command: Command, code: number): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    const probe = new Probe(stage);
    await probe.first("started");
    probe.post(command);
    while (probe.exits.length === 0) {
      probe.post({ type: "describe" });
      await new Promise((resolve) => setImmediate(resolve));
    }
    deepStrictEqual(await probe.ended(), { code, signal: null });
  }
}
