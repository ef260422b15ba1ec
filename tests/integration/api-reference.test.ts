import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as library from "lanescope";
import { describe, expect, it } from "vitest";
import { changedSources } from "../../scripts/api-reference.mjs";
import { inProject } from "../../scripts/support/paths.mjs";

const docs = inProject("docs");
const pages = readdirSync(docs, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));

describe("the API reference", () => {
  it("was written from the declarations as they are now (`npm run docs` writes it)", () => {
    expect(changedSources()).toEqual([]);
  });

  it("has a page for everything that a program can import", () => {
    const names = pages.filter((page) => page.startsWith("api")).map((page) => page.replace(/^.*\/|\.md$/g, ""));
    expect(names).toEqual(expect.arrayContaining(Object.keys(library)));
  });
});

describe("the documentation", () => {
  it.each(["README.md", "CONTRIBUTING.md", ...pages.map((page) => `docs/${page}`)])(
    "has no dead link in %s",
    (page) => {
      const text = readFileSync(inProject(page), "utf8").replace(/^```[\s\S]*?^```/gm, "");
      const links = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, path]) => join(dirname(page), path!));
      expect(links.filter((path) => !existsSync(inProject(path)))).toEqual([]);
    },
  );
});
