import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

const given = { id: "d", origin: "file", listsFolder: "/lists" } as const;

describe("opening datasets in a thread", () => {
  it("gives each its own answer, in whatever order they come", async () => {
    const open = openInThread(
      entry(
        "late",
        `const reply = () => parentPort.postMessage({ request: asked.request, outcome: { ok: true, value: asked.task?.source.path } });
         asked.task?.source.path === "first" ? setTimeout(reply, 20) : reply();`,
      ),
    );
    expect(await Promise.all([open({ path: "first" }, given), open({ path: "second" }, given)])).toEqual([
      "first",
      "second",
    ]);
  });

  it("is ready before the first file comes, where it was told so", async () => {
    const started = join(folder, "started");
    const open = openInThread(
      entry(
        "ready",
        `parentPort.postMessage({ request: asked.request, outcome: { ok: true, value: asked.task?.source.path } });
         }); require("node:fs").appendFileSync(${JSON.stringify(started)}, "once"); parentPort.on("error", () => {`,
      ),
    );
    open.prepare?.();
    open.prepare?.();
    await vi.waitFor(() => expect(readFileSync(started, "utf8")).toBe("once"), { timeout: 20_000 });
    expect(await open({ path: "first" }, given)).toBe("first");
    open.prepare?.();
    expect(await open({ path: "second" }, given)).toBe("second");
    expect(readFileSync(started, "utf8")).toBe("once");
  });

  it("hands on why a file could not be opened", async () => {
    const fault = { code: "dataset-empty", message: "x.csv is empty." };
    const open = openInThread(
      entry(
        "fault",
        `parentPort.postMessage({ request: asked.request, outcome: { ok: false, fault: ${JSON.stringify(fault)} } });`,
      ),
    );
    await expect(open({ path: "x.csv" }, given)).rejects.toMatchObject({ fault });
  });

  it("asks for thumbnails alike", async () => {
    const make = thumbnailsInThread(
      entry(
        "thumbnails",
        "parentPort.postMessage({ request: asked.request, outcome: { ok: true, value: [asked.task.kind, asked.task.index] } });",
      ),
    );
    expect(await make({ path: "/images" }, 3)).toEqual(["thumbnail", 3]);
  });

  it("gives up a file whose look hangs, and looks at those behind it in another thread", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const open = openInThread(
      entry(
        "hangs",
        `if (asked.task?.source.path.endsWith("endless")) for (;;);
         parentPort.postMessage({ request: asked.request, outcome: { ok: true, value: asked.task?.source.path } });`,
      ),
    );
    const endless = open({ path: "/data/endless" }, given);
    const behind = open({ path: "/data/behind" }, given);
    vi.advanceTimersByTime(20_000);
    await expect(endless).rejects.toMatchObject({
      fault: { code: "timeout", message: expect.stringMatching(/endless could not be looked at: .* more than 20 s\./) },
    });
    expect(await behind).toBe("/data/behind");
  });

  it("hands on how far it is, and waits for one that tells so", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const open = openInThread(
      entry(
        "tells",
        `const post = (reply) => parentPort.postMessage({ request: asked.request, ...reply });
         post({ files: 5, total: null });
         post({ files: 9, total: 9 });
         post({ outcome: { ok: true, value: "open" } });`,
      ),
    );
    const told: unknown[] = [];
    const opened = open({ path: "/data/many" }, given, {
      onFiles: (files, total) => {
        told.push([files, total]);
        // Longer in all than it may be silent.
        vi.advanceTimersByTime(15_000);
      },
    });
    expect(await opened).toBe("open");
    expect(told).toEqual([
      [5, null],
      [9, 9],
    ]);
  });

  it("gives up at once what is cancelled, though its look hangs", async () => {
    const open = openInThread(entry("stuck", "for (;;);"));
    const abort = new AbortController();
    const opened = open({ path: "/data/many" }, given, { signal: abort.signal });
    abort.abort();
    await expect(opened).rejects.toMatchObject({
      fault: { code: "aborted", message: "/data/many could not be looked at: it was cancelled." },
    });
  });

  it("has ended its thread once it is closed, so that it writes nothing more", async () => {
    const written = join(folder, "written");
    const open = openInThread(
      entry(
        "writes",
        `const { appendFileSync } = require("node:fs");
         for (;;) appendFileSync(${JSON.stringify(written)}, "x");`,
      ),
    );
    const abort = new AbortController();
    const opened = open({ path: "/data/many" }, given, { signal: abort.signal });
    const refused = expect(opened).rejects.toMatchObject({ fault: { code: "aborted" } });
    await vi.waitFor(() => expect(existsSync(written)).toBe(true), { timeout: 20_000 });
    abort.abort();
    await refused;
    await open.close?.();
    rmSync(written);
    // Another thread's whole look: time enough for the first one to write, if it were there.
    await openInThread(
      entry("next", 'parentPort.postMessage({ request: asked.request, outcome: { ok: true, value: "" } });'),
    )({ path: "/data/next" }, given);
    expect(existsSync(written)).toBe(false);
  });

  it("tells which file could not be looked at where its thread falls, and opens the next one in another", async () => {
    const open = openInThread(
      entry(
        "falls",
        `if (asked.task?.source.path.endsWith("bomb")) throw new Error("out of memory");
         parentPort.postMessage({ request: asked.request, outcome: { ok: true, value: asked.task?.source.path } });`,
      ),
    );
    await expect(open({ path: "/data/bomb" }, given)).rejects.toMatchObject({
      fault: {
        code: "dataset-unreadable",
        message: expect.stringMatching(/^.*bomb could not be looked at: out of memory\./),
      },
    });
    expect(await open({ path: "/data/next" }, given)).toBe("/data/next");
  });
});
