import type { Bridge } from "../../src/shared/contract/bridge";
import { processesBelow, workerProcesses } from "../support/worker-processes";
import { expect, test } from "./fixtures/lanescope";

const settings = {
  workload: "primes",
  parameters: { below: 1_000_000_000 },
  datasetId: null,
  mode: "processes",
  workers: 4,
  chunkSize: "auto",
} as const;

test("a killed main process leaves no process, however busy its workers are", async ({ lanescope, page }) => {
  await expect(page.getByTestId("drop-target")).toBeVisible();
  await page.evaluate(startRunAndWaitForWorkers, settings);
  const workers = workerProcesses(lanescope.processId);
  expect(workers).toHaveLength(settings.workers);
  const all = processesBelow(lanescope.processId);
  expect(all).toEqual(expect.arrayContaining([...workers]));

  process.kill(lanescope.processId, "SIGKILL");
  await expect.poll(() => all.filter(isAlive), { timeout: 5_000 }).toEqual([]);
});

/**
 * Runs in the page and stands alone. A worker is there once its lane tells its process: one that loses its parent before
 * any code of ours is loaded is left waiting by Chromium for 15 seconds.
 */
async function startRunAndWaitForWorkers(input: typeof settings): Promise<void> {
  const { lanescope } = window as unknown as { lanescope: Bridge };
  let trace = "";
  lanescope.onTrace(({ bytes }) => {
    trace += Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  });
  const outcome = await lanescope.request("runs.start", input);
  if (!outcome.ok) throw new Error(outcome.fault.message);
  const connected = (): number => {
    const lanes = (trace.match(/\{"[^{}]*\}/g) ?? []).filter((lane) => lane.includes('"kind":"worker"'));
    return new Set(lanes.flatMap((lane) => /"pid":\d+/.exec(lane)?.[0] ?? [])).size;
  };
  while (connected() < input.workers) await new Promise((resolve) => setTimeout(resolve, 20));
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    // No such process: gone.
    return false;
  }
}
