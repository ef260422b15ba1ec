import type { Portions } from "./timeline";

/** Milliseconds of a frame that a long question may take. */
const frameMs = 6;

interface PortionsListener<Result> {
  /** How far it is, 0 to 1; at most once a frame. */
  onProgress(share: number): void;
  onDone(result: Result): void;
}

/** Answers a long question by parts of frames, so that nothing stutters meanwhile. @returns Gives up on it. */
export function runPortions<Result>(portions: Portions<Result>, listener: PortionsListener<Result>): () => void {
  let frame = 0;
  const work = (): void => {
    const until = performance.now() + frameMs;
    for (;;) {
      const step = portions.next();
      if (step.done === true) {
        listener.onDone(step.value);
        return;
      }
      if (performance.now() < until) continue;
      frame = requestAnimationFrame(work);
      listener.onProgress(step.value);
      return;
    }
  };
  frame = requestAnimationFrame(work);
  return () => cancelAnimationFrame(frame);
}
