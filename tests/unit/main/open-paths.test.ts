import { describe, expect, it } from "vitest";
import { OpenPaths } from "../../../src/main/open-paths";

describe("files that the user opens outside the page", () => {
  it("wait until there is a page, then go to it in their order, once", () => {
    const paths = new OpenPaths();
    const taken: (readonly string[])[] = [];
    paths.add(["/a"]);
    paths.add(["/b", "/c"]);
    paths.deliverTo((some) => taken.push(some));
    paths.deliverTo((some) => taken.push(some));
    expect(taken).toEqual([["/a", "/b", "/c"]]);
  });

  it("go to the page at once while it is there", () => {
    const paths = new OpenPaths();
    const taken: (readonly string[])[] = [];
    paths.deliverTo((some) => taken.push(some));
    expect(taken).toEqual([]);
    paths.add(["/a"]);
    paths.add([]);
    paths.add(["/b"]);
    expect(taken).toEqual([["/a"], ["/b"]]);
  });

  it("wait for the next page when the first is gone", () => {
    const paths = new OpenPaths();
    const [first, second]: (readonly string[])[][] = [[], []];
    paths.deliverTo((some) => first?.push(some));
    paths.deliverTo(null);
    paths.add(["/a"]);
    paths.deliverTo((some) => second?.push(some));
    expect([first, second]).toEqual([[], [["/a"]]]);
  });
});
