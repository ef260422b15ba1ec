import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dropFile } from "./fixtures/actions";
import { expect, test } from "./fixtures/lanescope";
import { differenceFromKept, keepPicture, takePicture, takesAnew } from "./fixtures/pictures";

/** Far less than a slice of ten pixels that is missing or has another colour. */
const mostDifference = 0.0001;

/** Wide slices with names, narrow ones, and thousands that share pixels, on lanes of two processes; a number, and moments. */
function trace(): string {
  const events: object[] = [];
  let seed = 7;
  const random = (): number => {
    seed = (seed * 48_271) % 0x7fff_ffff;
    return seed / 0x7fff_ffff;
  };
  for (const pid of [1, 2]) {
    events.push({ ph: "M", name: "process_name", pid, tid: 1, args: { name: `service ${pid}` } });
    for (const tid of [1, 2]) {
      for (let ts = tid * 50; ts < 100_000; ) {
        // From left to right they get shorter.
        const dur = Math.max(4, Math.round((1 - ts / 100_000) ** 2 * 12_000 * (0.4 + random())));
        const name = ["read", "parse the answer", "render", "wait"][Math.floor(random() * 4)];
        events.push({ ph: "X", name, pid, tid, ts, dur });
        if (random() < 0.6) events.push({ ph: "X", name: "inner", pid, tid, ts: ts + dur * 0.2, dur: dur * 0.5 });
        if (random() < 0.05) events.push({ ph: "i", s: "t", name: "tick", pid, tid, ts: ts + dur * 0.5 });
        ts += Math.round(dur * (1.05 + 0.3 * random()));
      }
    }
    for (let ts = 0; ts < 100_000; ts += 2_500) {
      events.push({ ph: "C", name: "requests", pid, tid: 1, ts, args: { value: Math.round(10 * random()) } });
    }
  }
  return JSON.stringify({ traceEvents: events });
}

test("a trace looks as it did, in both themes", async ({ lanescope, page }, testInfo) => {
  test.skip(
    process.platform !== "linux" || process.arch !== "x64",
    "only there the tests' browser is the same one everywhere",
  );
  const path = join(lanescope.folder, "looks.json");
  writeFileSync(path, trace());
  await dropFile(page, path);
  await page.waitForFunction(() => performance.getEntriesByName("trace:complete").length > 0);
  await page.evaluate(() => document.fonts.ready);
  let picture = "";
  const difference = async (theme: "dark" | "light"): Promise<number> => {
    picture = await takePicture(page);
    return differenceFromKept(page, `trace-${theme}`, picture);
  };
  /** Whether the lanes are the same as when they were looked at last. */
  const isAtRest = async (): Promise<boolean> => {
    const before = picture;
    picture = await takePicture(page);
    return picture === before;
  };
  try {
    for (const theme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
      if (takesAnew) {
        await expect.poll(isAtRest, { intervals: [1_000] }).toBe(true);
        keepPicture(`trace-${theme}`, picture);
      }
      // The lanes may be drawn once more, as fonts arrive.
      await expect.poll(() => difference(theme)).toBeLessThan(mostDifference);
    }
    // What is not the same is told apart.
    expect(await differenceFromKept(page, "trace-dark", picture)).toBeGreaterThan(0.2);
  } finally {
    // The kept ones are in tests/e2e/fixtures/pictures; LANESCOPE_TAKE_PICTURES=1 takes them anew.
    await testInfo.attach("timeline", { body: Buffer.from(picture, "base64"), contentType: "image/png" });
  }
});
