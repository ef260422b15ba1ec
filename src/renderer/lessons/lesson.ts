import type { LandmarkQuery } from "../timeline";

/** Something to look at on the timeline of a lesson's run. */
export interface Sight {
  /** What it shows, in a sentence. */
  readonly text: string;
  readonly place: LandmarkQuery;
}

/**
 * One of the twelve runs. Texts are plain; what stands between backticks is code.
 *
 * The page in the app and the one in `docs/learn` are both made from it.
 */
export interface Lesson {
  /** Names its program and its picture, such as `01-process-and-join`. */
  readonly id: string;
  readonly title: string;
  /** What it is about: paragraphs. */
  readonly text: readonly string[];
  /** Asked before the run, answered by it. */
  readonly question: {
    readonly asks: string;
    readonly answers: readonly string[];
    /** Which of them is right, from 0. */
    readonly right: number;
    readonly because: string;
  };
  readonly see: readonly Sight[];
  /** What to keep in mind, in a sentence or two. */
  readonly remember: string;
  /** How Python or JavaScript differ; left out where they do not. */
  readonly note?: string;
}
