import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CombinerThread } from "../../../src/engine/host/combiner-thread";
import type { Exit, Fault } from "../../../src/shared/fault";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-combiner-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mebibyte = 1024 * 1024;

it("a user's combine that fills buffers is ended, with a sentence, though its heap stays small", async () => {
  const script = join(folder, "hoards.cjs");
  // It stops by itself at eight times the limit, so that a guard that fails costs no machine.
  writeFileSync(
    script,
    `const { parentPort } = require("node:worker_threads");
     const kept = [];
     parentPort.on("message", () => {
       while (kept.length < 64) kept.push(new Uint8Array(8 * ${mebibyte}).fill(1));
       for (;;);
     });`,
  );
  const faults: Fault[] = [];
  const exit = await new Promise<Exit>((resolve) => {
    new CombinerThread(
      script,
      {
        type: "open",
        lane: 0,
        epochNs: 0n,
        workload: "own-x",
        module: { id: "own-x", entry: "/x", modules: {} },
        parameters: {},
        dataset: null,
      },
      {
        onTrace: () => undefined,
        onOutput: () => undefined,
        onAdded: () => undefined,
        onRoundEnd: () => undefined,
        onFault: (fault) => faults.push(fault),
        onExit: resolve,
      },
      64 * mebibyte,
    );
  });
  expect(exit.signal).toBeNull();
  expect(faults).toMatchObject([
    { code: "memory-full", message: expect.stringMatching(/`combine` and `view` took more than 64 MB of memory/) },
  ]);
});
