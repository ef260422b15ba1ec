import type { Timeline } from "../timeline";

let current: Timeline | null = null;

/** The timeline on screen takes the window's keys. @returns Ends it. */
export function registerTimeline(timeline: Timeline): () => void {
  current = timeline;
  return () => {
    if (current === timeline) current = null;
  };
}

/** The timeline on screen, null where there is none. */
export function currentTimeline(): Timeline | null {
  return current;
}
