import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import { type Lesson, lessons } from "../lessons";

interface LessonState {
  /** The one on the page, by id. */
  readonly chosenId: string | null;
  /** What the reader expects, by lesson: the number of an answer. */
  readonly predictions: Readonly<Record<string, number>>;
  /** Lessons that were run. */
  readonly done: Readonly<Record<string, boolean>>;
}

/** How far the reader has come, remembered on this computer. */
export const useLessonStore = create<LessonState>()(
  persist((): LessonState => ({ chosenId: null, predictions: {}, done: {} }), {
    name: "lanescope.lessons",
    storage: createJSONStorage(() => localStorage),
  }),
);

export function chosenLesson({ chosenId }: Pick<LessonState, "chosenId"> = useLessonStore.getState()): Lesson {
  return lessons.find(({ id }) => id === chosenId) ?? lessons[0]!;
}

export function predict(lesson: Lesson, answer: number): void {
  useLessonStore.setState(({ predictions }) => ({ predictions: { ...predictions, [lesson.id]: answer } }));
}

export function finish(lesson: Lesson): void {
  useLessonStore.setState(({ done }) => ({ done: { ...done, [lesson.id]: true } }));
}
