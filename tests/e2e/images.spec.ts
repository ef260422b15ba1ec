import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encoded } from "../support/pictures";
import { canvasPixels, choose, dropFile, resultRows } from "./fixtures/actions";
import { expect, test } from "./fixtures/lanescope";

test("a dropped folder of images is filtered, and their thumbnails stand beside the timeline", async ({
  lanescope,
  page,
}) => {
  const folder = join(lanescope.folder, "pictures");
  mkdirSync(join(folder, "more"), { recursive: true });
  for (let image = 0; image < 12; image++) {
    const name = image < 6 ? `${image}.jpg` : `more/${image}.png`;
    writeFileSync(join(folder, name), encoded(image < 6 ? "jpeg" : "png", 300, 200, image));
  }
  writeFileSync(join(folder, "broken.webp"), "no picture");
  await dropFile(page, folder);
  await expect(page.getByText("13 images")).toBeVisible();
  await choose(page, "workload-select", /filter images/i);
  const place = join(lanescope.downloads, "pictures-filtered");
  if (lanescope.shell === "electron") {
    await page.getByRole("button", { name: "Save to: choose a place" }).click();
    await expect(page.getByLabel("Save to", { exact: true })).toHaveValue(place);
  } else await page.getByLabel("Save to", { exact: true }).fill(place);
  await page.getByTestId("run-button").click();
  await expect(page.getByTestId("state-text")).toHaveText("Done", { timeout: 45_000 });
  const picture = await page.getByTestId("picture").evaluate(canvasPixels);
  expect(picture.colours).toBeGreaterThan(100);
  await expect.poll(async () => (await resultRows(page, 3)).length).toBe(13);
  expect((await resultRows(page, 3))[0]).toEqual(["0.jpg", "300", "200"]);
  await expect(page.getByRole("tab", { name: /problems/i })).toContainText("1");
  expect(readdirSync(join(place, "more"))).toHaveLength(6);

  // The same by the dialog for folders, once a file more is there.
  writeFileSync(join(folder, "12.jpg"), encoded("jpeg", 30, 20));
  await page.getByLabel("Folder to open").setInputFiles(folder);
  await expect(page.getByText("14 images")).toBeVisible();
});
