import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, it } from "vitest";
import { addonPath } from "../../../scripts/build-native.mjs";
import { bundle } from "../../contract/support/bundle";
import { Member } from "./member";
import { memoryCases } from "./memory-cases";

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-memory-"));
  await bundle("worker", fileURLToPath(new URL("./worker-entry.ts", import.meta.url)), folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

function start(): Member {
  const child = fork(join(folder, "worker.cjs"), { env: { ...process.env, LANESCOPE_NATIVE: addonPath } });
  return new Member({
    post: (order) => child.send(order),
    listen: (listener) => child.on("message", listener),
    kill: () => child.kill("SIGKILL"),
    ended: new Promise((resolve) => child.once("exit", () => resolve())),
  });
}

describe("shared memory between processes", () => {
  for (const { name, run } of memoryCases) it(name, () => run(start));
});
