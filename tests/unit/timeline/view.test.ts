import { describe, expect, it } from "vitest";
import { LiveClock } from "../../../src/renderer/timeline/clock";
import { timeTicks, timeView, ViewModel, zoomMs } from "../../../src/renderer/timeline/view";

const second = 1e9;

/** A view whose changes take no time. */
function still(): ViewModel {
  const view = new ViewModel();
  view.animated = false;
  return view;
}

describe("mapping time to pixels", () => {
  it("goes there and back", () => {
    const view = timeView({ fromNs: 2 * second, toNs: 4 * second }, 1_000);
    expect(view.toPx(3 * second)).toBe(500);
    expect(view.toTime(250)).toBe(2.5 * second);
    expect(view.toTime(view.toPx(3.217 * second))).toBeCloseTo(3.217 * second, 0);
  });

  it.each([
    [1_000, 1],
    [2 * second, 0.1 * second],
    [3_600 * second, 600 * second],
  ])("labels a span of %d ns with round steps at least 90 px apart", (span) => {
    const view = timeView({ fromNs: 0.37 * span, toNs: 1.37 * span }, 1_157);
    const ticks = timeTicks(view, 90);
    expect(ticks.stepNs * view.pxPerNs).toBeGreaterThanOrEqual(90);
    expect(ticks.major.length).toBeGreaterThan(3);
    for (const time of [...ticks.major, ...ticks.minor]) {
      expect(time).toBeGreaterThanOrEqual(view.fromNs - 1e-6);
      expect(time).toBeLessThanOrEqual(view.toNs + 1e-6);
    }
    for (const time of ticks.major)
      expect(Math.abs(time / ticks.stepNs - Math.round(time / ticks.stepNs))).toBeLessThan(1e-6);
  });
});

describe("following a live run", () => {
  it("stays at the start until the newest time nears the edge, then goes along", () => {
    const view = still();
    view.setNow(1 * second);
    expect(view.target).toEqual({ fromNs: 0, toNs: 2 * second });
    view.setNow(9.41 * second);
    const { fromNs, toNs } = view.target;
    expect(toNs - fromNs).toBeCloseTo(2 * second, 0);
    expect((9.41 * second - fromNs) / (toNs - fromNs)).toBeCloseTo(0.945, 6);
    expect(view.following).toBe(true);
  });

  it.each([
    ["zoom", (view: ViewModel) => view.zoomAt(9 * second, 2, 0)],
    ["pan", (view: ViewModel) => view.panBy(-0.1, 0)],
    ["brush", (view: ViewModel) => view.show({ fromNs: 0, toNs: second }, 0, false)],
  ])("stops following at a %s and stays where it is", (_name, move) => {
    const view = still();
    view.setNow(9 * second);
    move(view);
    expect(view.following).toBe(false);
    const before = view.target;
    view.setNow(12 * second);
    expect(view.target).toEqual(before);
  });

  it("goes back to live with the span that the user chose", () => {
    const view = still();
    view.setNow(9 * second);
    view.zoomAt(9 * second, 4, 0);
    view.setNow(20 * second);
    view.backToLive(0);
    expect(view.following).toBe(true);
    const { fromNs, toNs } = view.target;
    expect(toNs - fromNs).toBeCloseTo(0.5 * second, 0);
    expect(toNs).toBeGreaterThan(20 * second);
    view.setNow(21 * second);
    expect(view.target.toNs).toBeGreaterThan(21 * second);
  });

  it("fits the whole run once when it ends, if it still follows", () => {
    const view = still();
    view.setNow(9 * second);
    view.setLive(false, 0);
    expect(view.target.fromNs).toBeLessThanOrEqual(0);
    expect(view.target.toNs).toBeGreaterThanOrEqual(9 * second);
    expect(view.following).toBe(false);
  });

  it("keeps showing the whole of a run that is over while the rest of its trace arrives", () => {
    const view = still();
    view.end(0);
    view.setNow(4 * second);
    expect(view.target.toNs).toBeGreaterThanOrEqual(4 * second);
    view.show({ fromNs: second, toNs: 2 * second }, 0, false);
    view.setNow(8 * second);
    expect(view.target).toEqual({ fromNs: second, toNs: 2 * second });
  });

  it("does not fit when the user looks elsewhere as the run ends", () => {
    const view = still();
    view.setNow(9 * second);
    view.show({ fromNs: second, toNs: 2 * second }, 0, false);
    const before = view.target;
    view.setLive(false, 0);
    expect(view.target).toEqual(before);
  });

  it("takes a span in which tasks can be read, until the user chooses one", () => {
    const view = still();
    view.setNow(30 * second);
    view.suggestSpan(8 * second, 0);
    expect(view.target.toNs - view.target.fromNs).toBeCloseTo(10 * second, 0);
    view.suggestSpan(9 * second, 0);
    expect(view.target.toNs - view.target.fromNs).toBeCloseTo(10 * second, 0);
    view.zoomAt(25 * second, 2, 0);
    const before = view.target;
    view.suggestSpan(60 * second, 0);
    expect(view.target).toEqual(before);
  });
});

describe("zooming and panning", () => {
  it("keeps the time under the pointer in its place", () => {
    const view = still();
    view.setNow(10 * second);
    view.show({ fromNs: 2 * second, toNs: 4 * second }, 0, false);
    view.zoomAt(2.5 * second, 2, 0);
    expect(view.target.fromNs).toBeCloseTo(2.25 * second, 0);
    expect(view.target.toNs).toBeCloseTo(3.25 * second, 0);
  });

  it("stops at a microsecond, still around the pointer", () => {
    const view = still();
    view.setNow(10 * second);
    view.fit(0);
    for (let step = 0; step < 40; step++) view.zoomAt(5 * second, 4, 0);
    const { fromNs, toNs } = view.target;
    expect(toNs - fromNs).toBeCloseTo(1_000, 3);
    expect(fromNs).toBeLessThanOrEqual(5 * second);
    expect(toNs).toBeGreaterThanOrEqual(5 * second);
  });

  it("zooms out to a bit more than the run and keeps all of it in view", () => {
    const view = still();
    view.setNow(10 * second);
    view.setLive(false, 0);
    for (let step = 0; step < 10; step++) view.zoomAt(9 * second, 0.3, 0);
    const { fromNs, toNs } = view.target;
    expect(toNs - fromNs).toBeLessThan(13 * second);
    expect(fromNs).toBeLessThanOrEqual(0);
    expect(toNs).toBeGreaterThanOrEqual(10 * second);
  });

  it("never leaves the run behind", () => {
    const view = still();
    view.setNow(10 * second);
    view.show({ fromNs: 4 * second, toNs: 5 * second }, 0, false);
    for (let step = 0; step < 100; step++) view.panBy(1, 0);
    expect(view.target.fromNs).toBeLessThan(10 * second);
    for (let step = 0; step < 200; step++) view.panBy(-1, 0);
    expect(view.target.toNs).toBeGreaterThan(0);
  });

  it("reveals a stretch only when it is out of view", () => {
    const view = still();
    view.setNow(10 * second);
    view.show({ fromNs: 2 * second, toNs: 4 * second }, 0, false);
    view.reveal({ fromNs: 2.5 * second, toNs: 3 * second }, 0);
    expect(view.target.fromNs).toBe(2 * second);
    view.reveal({ fromNs: 7 * second, toNs: 8 * second }, 0);
    expect(view.target).toEqual({ fromNs: 6.5 * second, toNs: 8.5 * second });
  });

  it("eases a zoom over 120 ms, starting from where the last one was when it was interrupted", () => {
    const view = new ViewModel();
    view.setNow(10 * second);
    view.show({ fromNs: 0, toNs: 8 * second }, 0, false);
    view.zoomAt(4 * second, 2, 1_000);
    expect(view.at(1_000)).toEqual({ fromNs: 0, toNs: 8 * second });
    const halfway = view.at(1_000 + zoomMs / 2);
    expect(halfway.fromNs).toBeGreaterThan(1 * second);
    expect(halfway.fromNs).toBeLessThan(2 * second);
    view.zoomAt(4 * second, 2, 1_000 + zoomMs / 2);
    expect(view.at(1_000 + zoomMs / 2).fromNs).toBeCloseTo(halfway.fromNs, 0);
    expect(view.at(2_000)).toEqual(view.target);
    expect(view.moving(2_000)).toBe(false);
  });

  it("takes no time where motion is unwelcome", () => {
    const view = still();
    view.setNow(10 * second);
    view.fit(1_000);
    expect(view.at(1_000)).toEqual(view.target);
  });
});

describe("the live clock", () => {
  it("carries the newest time on between stretches and never goes back", () => {
    const clock = new LiveClock();
    clock.arrived(1e9, 100);
    expect(clock.now(116)).toBe(1.016e9);
    clock.arrived(1.01e9, 133);
    expect(clock.now(133)).toBe(1.033e9);
    clock.arrived(1.1e9, 150);
    expect(clock.now(160)).toBe(1.11e9);
  });
});
