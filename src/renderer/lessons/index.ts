import { firstLessons } from "./first-lessons";
import type { Lesson } from "./lesson";
import { sharingLessons } from "./sharing-lessons";
import { speedLessons } from "./speed-lessons";

export type { Lesson, Sight } from "./lesson";

/** "Learn concurrency in twelve runs", in their order. */
export const lessons: readonly Lesson[] = [...firstLessons, ...speedLessons, ...sharingLessons];

/** Under what the engine lists the program of a lesson. */
export function programIdOf(lesson: Pick<Lesson, "id">): string {
  return `lesson:${lesson.id}.ts`;
}

/** The lesson whose program it is; undefined where it is none's. */
export function lessonOfProgram(programId: string | null | undefined): Lesson | undefined {
  return programId == null ? undefined : lessons.find((lesson) => programIdOf(lesson) === programId);
}
