import { writeSync } from "node:fs";
import { join } from "node:path";
import type { WorkerPort } from "../../../src/engine/ports/worker-port";
import { Probe } from "../../contract/ports/probe";

/** When the parent is to be killed: with its workers at work, or before they could begin. */
export type Moment = "at work" | "at start";

export const momentVariable = "LANESCOPE_TEST_MOMENT";
export const familyMark = "family ";

/**
 * Runs in a parent under test: starts three workers and tells their process ids in a line that begins with `family`.
 *
 * @param folder Of the bundled scripts.
 */
export async function startFamily(port: WorkerPort, folder: string): Promise<void> {
  const atStart = process.env[momentVariable] === ("at start" satisfies Moment);
  const script = join(folder, atStart ? "spinning.cjs" : "worker.cjs");
  const start = (): Probe => new Probe({ port, pid: "own", script: () => script });
  const probes = [start(), start(), start()];
  if (atStart) {
    while (probes.some(({ handle }) => handle.pid === null)) await new Promise((resolve) => setImmediate(resolve));
    tell(probes);
    // At this very moment: the test would be too late.
    process.kill(process.pid, "SIGKILL");
  }
  await probes[0]!.first("started");
  for (const probe of probes.slice(1)) {
    probe.post({ type: "spin" });
    await probe.first("spinning");
  }
  tell(probes);
}

function tell(probes: readonly Probe[]): void {
  writeSync(1, `${familyMark}${JSON.stringify(probes.map(({ handle }) => handle.pid))}\n`);
}
