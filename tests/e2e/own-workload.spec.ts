import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dropFile } from "./fixtures/actions";
import { expect, test } from "./fixtures/lanescope";

const source = `
import { defineWorkload } from "lanescope";

export default defineWorkload({
  title: "Sum of squares",
  parameters: { below: { type: "integer", title: "Below", default: 100, min: 1, max: 1000000 } },
  split: ({ parameters }) => parameters.below,
  task({ from, to }) {
    let sum = 0;
    for (let number = from; number < to; number++) sum += number * number;
    return sum;
  },
  combine: (before, next) => before + next,
  view: (sum) => ({ show: "table", headline: \`\${sum} in all\`, columns: ["sum"], rows: [[sum]] }),
});
`;

test("a workload of one's own is dropped, allowed, set up and run, and a mistake leads to its line", async ({
  lanescope,
  page,
}) => {
  const path = join(lanescope.folder, "squares.ts");
  writeFileSync(path, source);
  await dropFile(page, path);
  await expect(page.getByRole("heading", { name: "A workload of your own" })).toBeVisible();
  await page.getByTestId("set-up-workload").click();
  await expect(page.getByRole("dialog", { name: "Run squares.ts?" })).toContainText("can do everything that you can");
  // What a browser gives is a copy, which never changes.
  if (lanescope.shell === "web") await expect(page.getByTestId("allow-changes")).toHaveCount(0);
  else await page.getByTestId("allow-changes").check();
  await page.getByTestId("allow-program").click();
  await page.getByLabel("Below").fill("10");
  await page.getByTestId("run-button").click();
  await expect(page.getByTestId("result-headline")).toHaveText("285 in all", { timeout: 45_000 });

  // A saved change needs the key alone; in a browser, which tells no paths, the file is dropped again.
  const changed = source.replace("return sum;", "if (from === 0) throw new Error('not today');\n    return sum;");
  writeFileSync(path, changed);
  if (lanescope.shell === "web") return;
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("squares.ts has changed")).toBeVisible();
  await expect(page.getByTestId("run-banner")).toContainText("squares.ts:11:27: Error: not today", { timeout: 45_000 });
  await page.getByTestId("show-in-source").click();
  await expect(page.locator("[aria-current=location]")).toContainText("not today");
});
