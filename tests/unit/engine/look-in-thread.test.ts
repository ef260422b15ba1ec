import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { openInThread, thumbnailsInThread } from "../../../src/engine/host/look-in-thread";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-opening-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An entry that answers as `answer` says: a function's body that gets a request. */
function entry(name: string, answer: string): string {
  const path = join(folder, `${name}.cjs`);
  writeFileSync(
    path,
    `const { parentPort } = require("node:worker_threads");
     parentPort.on("message", (asked) => { ${answer} });`,
  );
  return path;
}

const given = { id: "d", origin: "file" } as const;

describe("opening datasets in a thread", () => {
  it("gives each its own answer, in whatever order they come", async () => {
    const open = openInThread(
      entry(
        "late",
        `const reply = () => parentPort.postMessage({ request: asked.request, outcome: { ok: true, value: asked.task.path } });
         asked.task.path === "first" ? setTimeout(reply, 20) : reply();`,
      ),
    );
    expect(await Promise.all([open("first", given), open("second", given)])).toEqual(["first", "second"]);
  });

  it("hands on why a file could not be opened", async () => {
    const fault = { code: "dataset-empty", message: "x.csv is empty." };
    const open = openInThread(
      entry(
        "fault",
        `parentPort.postMessage({ request: asked.request, outcome: { ok: false, fault: ${JSON.stringify(fault)} } });`,
      ),
    );
    await expect(open("x.csv", given)).rejects.toMatchObject({ fault });
  });

  it("asks for thumbnails alike", async () => {
    const make = thumbnailsInThread(
      entry(
        "thumbnails",
        "parentPort.postMessage({ request: asked.request, outcome: { ok: true, value: [asked.task.kind, asked.task.index] } });",
      ),
    );
    expect(await make({}, 3)).toEqual(["thumbnail", 3]);
  });

  it("gives up a file whose look hangs, and looks at those behind it in another thread", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const open = openInThread(
      entry(
        "hangs",
        `if (asked.task.path.endsWith("endless")) for (;;);
         parentPort.postMessage({ request: asked.request, outcome: { ok: true, value: asked.task.path } });`,
      ),
    );
    const endless = open("/data/endless", given);
    const behind = open("/data/behind", given);
    vi.advanceTimersByTime(20_000);
    await expect(endless).rejects.toMatchObject({
      fault: { code: "timeout", message: expect.stringMatching(/endless could not be looked at: .* more than 20 s\./) },
    });
    expect(await behind).toBe("/data/behind");
  });

  it("tells which file could not be looked at where its thread falls, and opens the next one in another", async () => {
    const open = openInThread(
      entry(
        "falls",
        `if (asked.task.path.endsWith("bomb")) throw new Error("out of memory");
         parentPort.postMessage({ request: asked.request, outcome: { ok: true, value: asked.task.path } });`,
      ),
    );
    await expect(open("/data/bomb", given)).rejects.toMatchObject({
      fault: {
        code: "dataset-unreadable",
        message: expect.stringMatching(/^.*bomb could not be looked at: out of memory\./),
      },
    });
    expect(await open("/data/next", given)).toBe("/data/next");
  });
});
