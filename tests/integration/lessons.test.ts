import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { lessonPages, readLessons } from "../../scripts/lessons.mjs";
import { inProject } from "../../scripts/support/paths.mjs";
import { lessons } from "../../src/renderer/lessons";
import { findLandmark } from "../../src/renderer/timeline/landmark";
import { TraceStore } from "../../src/renderer/timeline/store/trace-store";
import { startCommand } from "./support/command";

/** What each program prints, whatever the machine: lines that must be there. */
const prints: Readonly<Record<string, readonly RegExp[]>> = {
  "01-process-and-join": [/^main: started it\ncounter: 1\n/, /counter: 5\nmain: it ended with code 0\n$/],
  "02-process-and-thread": [/^main: process id (\d+)\n(?=[\s\S]*thread: process id \1,)/],
  "03-own-and-shared-memory": [/one: own 3\n/, /two: own 3\n/, /main: own 0, shared 6\n$/],
  "04-concurrency-and-parallelism": [/^concurrent: \d+ ms\nprocesses: \d+ ms\n$/],
  "05-waiting-and-computing": [/^four times 300 ms of waiting: \d+ ms\nfour times computing: /],
  "06-pool-and-map": [/results: 1 4 9 16 25 36 49 64\n$/],
  "07-chunk-size": [/^chunks of 10: \d+ ms\nchunks of 1: \d+ ms\n$/],
  "08-shared-value-and-lock": [/^without a lock: (?!100 )\d+ of 100\nunder the lock: 100 of 100\n$/],
  "09-contention": [/^one locked number: \d+ ms\ntotals of their own: \d+ ms\ncounted to 240\n$/],
  "10-queue-and-pipe": [/^item 1 is done\n/, /item 8 is done\n$/],
  "11-barrier-and-condition": [/waiter: all three dishes are served\n$/],
  "12-deadlock": [/nobody moves any more: a deadlock\n$/],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-lessons-"));
  vi.stubEnv("XDG_CACHE_HOME", folder);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe("the lessons", () => {
  it("are twelve, each with a program and its twin", () => {
    const ids = lessons.map(({ id }) => id);
    expect(ids).toEqual(Object.keys(prints));
    const files = readdirSync(inProject("examples/learn")).sort();
    expect(files).toEqual(ids.flatMap((id) => [`${id}.py`, `${id}.ts`]));
    for (const { question } of lessons) expect(question.answers[question.right]).toBeDefined();
  });

  it("stand in docs/learn as in the app: npm run lessons", async () => {
    for (const [name, text] of lessonPages(await readLessons())) {
      expect(readFileSync(inProject("docs/learn", name), "utf8"), name).toBe(text);
    }
  });

  it.each(lessons.map(({ id, see }) => ({ id, see })))(
    "print what they should and show what they say: $id",
    async ({ id, see }) => {
      const trace = join(folder, `${id}.trace`);
      vi.stubEnv("LANESCOPE_TRACE", trace);
      const { code, out, error } = await startCommand(["exec", inProject("examples/learn", `${id}.ts`)], folder).ended;
      expect({ code, error }).toEqual({ code: 0, error: "" });
      for (const line of prints[id] ?? []) expect(out).toMatch(line);
      const store = new TraceStore();
      store.append(readFileSync(trace));
      for (const { text, place } of see) {
        const found = findLandmark(store, place);
        const known = store.lanes().map(({ name, part }) => `${name}|${part}`);
        expect(found, `${text} ${JSON.stringify(place)} in ${known.join(", ")}`).not.toBeNull();
        if (place.what !== undefined) expect(found!.toNs).toBeGreaterThan(found!.fromNs);
      }
    },
  );
});
