import { describe, expect, it, vi } from "vitest";
import type { ServiceConnection, ViewPort } from "../../../src/engine/service/types";
import { Ending } from "../../../src/main/ending";
import type { Run } from "../../../src/shared/contract/models";

/** An ending whose question and shutdown are answered by the test. */
function ending(options: { runs?: number; onDecided?: () => void } = {}) {
  const questions: { answer: (may: boolean) => void; fail: (error: Error) => void; moot: AbortSignal }[] = [];
  const views = new Set<ViewPort>();
  const runs = { count: options.runs ?? 0 };
  const shutdowns: { done: () => void; fail: (error: Error) => void }[] = [];
  const events: string[] = [];
  const error = vi.fn();
  const clock = { ms: 5_000 };
  const subject = new Ending({
    service: {
      activeRuns: () => Array.from({ length: runs.count }, () => ({}) as Run),
      connect: (view) => {
        views.add(view);
        return { close: () => void views.delete(view) } as ServiceConnection;
      },
      shutdown: () => new Promise((done, fail) => shutdowns.push({ done, fail })),
    },
    ask: (moot) => new Promise((answer, fail) => questions.push({ answer, fail, moot })),
    onDecided: () => {
      events.push("decided");
      options.onDecided?.();
    },
    exit: (code) => events.push(`exit ${code}`),
    clockMs: () => clock.ms,
    log: { error },
  });
  /** Tells of a change, such as a run that ended. */
  const tell = () => {
    for (const view of views) view.event({ event: "datasets", datasets: [] });
  };
  return { subject, questions, shutdowns, events, error, clock, runs, views, tell };
}

describe("the end of the app", () => {
  it("comes without a question while no run is at work, after the service ended", async () => {
    const { subject, questions, shutdowns, events } = ending();
    const ended = subject.askedByUser();
    expect(questions).toEqual([]);
    expect(events).toEqual(["decided"]);
    shutdowns[0]?.done();
    await ended;
    expect(events).toEqual(["decided", "exit 0"]);
  });

  it("waits for an answer while a run is at work, and comes when that is yes", async () => {
    const { subject, questions, shutdowns, events } = ending({ runs: 1 });
    const ended = subject.askedByUser();
    expect(subject.decided).toBe(false);
    questions[0]?.answer(true);
    await expect.poll(() => shutdowns.length).toBe(1);
    expect(subject.decided).toBe(true);
    shutdowns[0]?.done();
    await ended;
    expect(events).toEqual(["decided", "exit 0"]);
  });

  it("does not come when the answer is no, and can be asked for again", async () => {
    const { subject, questions, events } = ending({ runs: 1 });
    const refused = subject.askedByUser();
    questions[0]?.answer(false);
    await refused;
    expect(events).toEqual([]);
    void subject.askedByUser();
    expect(questions.length).toBe(2);
  });

  it("takes the question back when the run ends meanwhile, and does not come", async () => {
    const { subject, questions, events, runs, views, tell } = ending({ runs: 2 });
    const asked = subject.askedByUser();
    runs.count = 1;
    tell();
    expect(questions[0]?.moot.aborted).toBe(false);
    runs.count = 0;
    tell();
    expect(questions[0]?.moot.aborted).toBe(true);
    // What a box says that was taken back.
    questions[0]?.answer(false);
    await asked;
    expect([events, views.size]).toEqual([[], 0]);
    void subject.askedByUser();
    expect([questions.length, events]).toEqual([1, ["decided"]]);
  });

  it("asks one question at a time", () => {
    const { subject, questions } = ending({ runs: 1 });
    void subject.askedByUser();
    void subject.askedByUser();
    expect(questions.length).toBe(1);
  });

  it("asks again after a question that could not be shown", async () => {
    const { subject, questions } = ending({ runs: 1 });
    const asked = subject.askedByUser();
    questions[0]?.fail(new Error("no window"));
    await expect(asked).rejects.toThrow("no window");
    void subject.askedByUser();
    expect(questions.length).toBe(2);
  });

  it("comes without a question on a signal, with its code", async () => {
    const { subject, questions, shutdowns, events } = ending({ runs: 1 });
    const ended = subject.now(143);
    shutdowns[0]?.done();
    await ended;
    expect(questions).toEqual([]);
    expect(events).toEqual(["decided", "exit 143"]);
  });

  it("comes on a signal while the question stands, whatever is answered then", async () => {
    const { subject, questions, shutdowns, events } = ending({ runs: 1 });
    const asked = subject.askedByUser();
    const ended = subject.now(143);
    questions[0]?.answer(true);
    await asked;
    expect(shutdowns.length).toBe(1);
    shutdowns[0]?.done();
    await ended;
    expect(events).toEqual(["decided", "exit 143"]);
  });

  it("comes at once when a second signal says that it takes too long", async () => {
    const { subject, shutdowns, events, clock } = ending({ runs: 1 });
    void subject.now(130);
    clock.ms += 1_000;
    await subject.now(143);
    expect(shutdowns.length).toBe(1);
    expect(events).toEqual(["decided", "exit 143"]);
  });

  it("takes a signal that comes twice for one", async () => {
    const { subject, shutdowns, events, clock } = ending({ runs: 1 });
    const ended = subject.now(130);
    clock.ms += 10;
    await subject.now(130);
    expect(events).toEqual(["decided"]);
    shutdowns[0]?.done();
    await ended;
    expect([shutdowns.length, events]).toEqual([1, ["decided", "exit 130"]]);
  });

  it("does not come sooner because the user asks again", async () => {
    const { subject, events } = ending();
    void subject.askedByUser();
    await subject.askedByUser();
    expect(events).toEqual(["decided"]);
  });

  it("comes though the service could not end, and the log says why", async () => {
    const { subject, shutdowns, events, error } = ending();
    const ended = subject.askedByUser();
    shutdowns[0]?.fail(new Error("a folder is in use"));
    await ended;
    expect(events).toEqual(["decided", "exit 0"]);
    expect(error).toHaveBeenCalledWith(expect.stringContaining("a folder is in use"));
  });

  it("comes though the window's place cannot be kept, and still ends the service", async () => {
    const { subject, shutdowns, events, error } = ending({
      onDecided: () => {
        throw new Error("disk full");
      },
    });
    const ended = subject.now(0);
    shutdowns[0]?.done();
    await ended;
    expect(shutdowns.length).toBe(1);
    expect(events).toEqual(["decided", "exit 0"]);
    expect(error).toHaveBeenCalledWith(expect.stringContaining("disk full"));
  });
});
