import { describe, expect, it } from "vitest";
import { cardPlace } from "../../../src/renderer/views/run/hover-card";

const host = { width: 1_000, height: 400 };
const height = 100;

describe("the card of what the pointer is on", () => {
  it("stands below the lane, to the right of the pointer", () => {
    expect(cardPlace({ x: 300, top: 100, bottom: 140 }, host, height).transform).toBe("translate(314px, 144px)");
  });

  it("stands to the left of the pointer where the right is too narrow, and above the lane where the rest is too low", () => {
    expect(cardPlace({ x: 900, top: 300, bottom: 340 }, host, height)).toEqual({
      maxWidth: 340,
      transform: "translate(calc(886px - 100%), max(4px, 296px - 100%))",
    });
  });

  it("takes the wider side of a narrow host, and no more than that has", () => {
    expect(cardPlace({ x: 200, top: 100, bottom: 140 }, { width: 500, height: 400 }, height)).toEqual({
      maxWidth: 282,
      transform: "translate(214px, 144px)",
    });
  });

  it("stays in view as a whole where it fits neither below nor above", () => {
    expect(cardPlace({ x: 300, top: 180, bottom: 220 }, host, 300).transform).toBe("translate(314px, 96px)");
  });
});
