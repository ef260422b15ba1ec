import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { contentSecurityPolicy } from "../../../src/shared/contract/content-security-policy";

it("allows the one style element that charts add, as the chart library has it", () => {
  const folder = dirname(createRequire(import.meta.url).resolve("@observablehq/plot"));
  const source = readFileSync(join(folder, "plot.js"), "utf8");
  const name = /return "(plot-\w+)"/.exec(readFileSync(join(folder, "style.js"), "utf8"))?.[1];
  const style = /append\("style"\)\.text\(\s*`([^`]*)`/.exec(source)?.[1]?.replaceAll(`\${className}`, name ?? "");
  expect(style).toContain("white-space: pre");
  const hash = createHash("sha256")
    .update(style ?? "")
    .digest("base64");
  expect(contentSecurityPolicy()).toContain(`style-src 'self' 'sha256-${hash}'`);
});

it("allows no inline script, no eval and nothing from elsewhere", () => {
  expect(contentSecurityPolicy()).not.toMatch(/unsafe|\*|https?:/);
});
