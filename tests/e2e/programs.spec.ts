import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dropFile, workerProcesses } from "./fixtures/actions";
import { expect, test } from "./fixtures/lanescope";

const source = `
import { defineTasks, isMainProcess, Process, Value } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  add(counter: Value<"int32">, amount: number) {
    counter.add(amount);
    console.log(\`added \${amount}\`);
  },
  forever: () => new Promise((resolve) => setTimeout(resolve, 2 ** 30)),
});

if (isMainProcess) {
  const counter = new Value("int32");
  const waits = process.argv[2] === "for ever";
  const workers = [40, 2].map((amount) =>
    waits ? new Process(tasks.forever, []) : new Process(tasks.add, [counter, amount]),
  );
  for (const worker of workers) worker.start();
  if (waits) console.log(\`waiting for \${workers.length}\`);
  for (const worker of workers) await worker.join();
  console.log(\`total: \${counter.value}\`);
}
`;

test("a dropped program shows its source, runs once the user allowed it, and prints what its processes print", async ({
  lanescope,
  page,
}) => {
  const path = join(lanescope.folder, "adding.ts");
  writeFileSync(path, source);
  await dropFile(page, path);
  await expect(page.getByTestId("program-source")).toContainText("defineTasks(import.meta.url");
  await page.getByTestId("run-program").click();
  await expect(page.getByRole("dialog", { name: "Run adding.ts?" })).toContainText(
    "A program can do everything that you can",
  );
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByTestId("state-text")).toHaveText("Ready");

  await page.getByTestId("run-program").click();
  await page.getByTestId("allow-program").click();
  await expect(page.getByTestId("state-text")).toHaveText("Done", { timeout: 45_000 });
  for (const line of ["added 40", "added 2", "total: 42"]) await expect(page.getByText(line)).toBeVisible();
  // Its source stands beside the timeline, and it may run again unasked.
  await expect(page.getByTestId("program-source")).toContainText("counter.add(amount)");
  await page.getByTestId("run-button").click();
  await expect(page.getByRole("heading", { name: "Run 2: adding.ts" })).toBeAttached();
  await expect(page.getByTestId("state-text")).toHaveText("Done", { timeout: 45_000 });
});

test("a program gets its arguments, and Stop ends it with all its processes", async ({ lanescope, page }) => {
  const path = join(lanescope.folder, "adding.ts");
  writeFileSync(path, source);
  await dropFile(page, path);
  await page.getByLabel("Arguments").fill('"for ever"');
  await page.getByTestId("run-program").click();
  await page.getByTestId("allow-program").click();
  await expect(page.getByText("waiting for 2")).toBeVisible({ timeout: 45_000 });
  await page.getByTestId("stop-button").click();
  await expect(page.getByTestId("state-text")).toHaveText(/stopped/i);
  await expect.poll(() => workerProcesses(lanescope)).toEqual([]);
});

test("the first page tells of programs and leads to what they teach", async ({ page }) => {
  await expect(page.getByText(/a program \(\.ts, \.js\)/)).toBeVisible();
  await page.getByRole("region", { name: "Example programs" }).getByRole("button", { name: "A deadlock" }).click();
  await expect(page.getByRole("heading", { name: "philosophers-deadlock.ts" })).toBeVisible();
  // Nothing of a line is cut off beside the timeline.
  await expect
    .poll(() => page.getByTestId("program-source").evaluate((source) => source.scrollWidth - source.clientWidth))
    .toBe(0);
});

test("a bundled example runs with one click, and a mistake in a program names its place", async ({
  lanescope,
  page,
}) => {
  await page.getByTestId("program-row").filter({ hasText: "shared-counter.ts" }).getByRole("button").click();
  await page.getByTestId("run-program").click();
  await expect(page.getByText("Final shared value: 10")).toBeVisible({ timeout: 45_000 });

  const path = join(lanescope.folder, "broken.ts");
  writeFileSync(path, "const a = 1;\nconst b = ;\n");
  await dropFile(page, path);
  await page.getByTestId("run-program").click();
  await page.getByTestId("allow-program").click();
  await expect(page.getByText('Line 2, column 11: Unexpected ";"').first()).toBeVisible();
});
