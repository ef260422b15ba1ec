import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import type { Mark } from "../timeline";
import { useLayoutStore } from "./layout-store";

/** Traces whose marks are remembered; of more the oldest ones are forgotten. */
const keptTraces = 100;

interface MarkState {
  /** By trace, the newest last. */
  readonly byTrace: Readonly<Record<string, readonly Mark[]>>;
  /** The mark whose note is to be written next, null for none. */
  readonly toWrite: string | null;
  readonly newest: string | null;
}

/** Marks with their notes, remembered on this computer. */
export const useMarkStore = create<MarkState>()(
  persist<MarkState, [], [], Pick<MarkState, "byTrace">>(() => ({ byTrace: {}, toWrite: null, newest: null }), {
    name: "lanescope.marks",
    storage: createJSONStorage(() => localStorage),
    partialize: ({ byTrace }) => ({ byTrace }),
  }),
);

/** Under what a run's marks are kept: numbers of runs come again with the next session. */
export function traceKey(run: { readonly id: string; readonly startedMs: number }): string {
  return `${run.id}@${run.startedMs}`;
}

const none: readonly Mark[] = [];

export function useMarks(trace: string): readonly Mark[] {
  return useMarkStore(({ byTrace }) => byTrace[trace] ?? none);
}

export function marksOf(trace: string): readonly Mark[] {
  return useMarkStore.getState().byTrace[trace] ?? none;
}

export function putMarks(trace: string, marks: readonly Mark[]): void {
  useMarkStore.setState(({ byTrace }) => {
    const others = Object.entries(byTrace).filter(([key]) => key !== trace);
    const entries = marks.length === 0 ? others : [...others, [trace, marks] as const];
    return { byTrace: Object.fromEntries(entries.slice(-keptTraces)) };
  });
}

export function newMarkId(): string {
  return Math.random().toString(36).slice(2);
}

export function addMark(trace: string, range: { readonly fromNs: number; readonly toNs: number }): void {
  const id = newMarkId();
  putMarks(trace, [...marksOf(trace), { id, ...range, note: "" }]);
  useMarkStore.setState({ newest: id });
}

/** Shows the list of marks, and gives the keyboard to the note of one. */
export function writeNote(id: string): void {
  useLayoutStore.setState({ tab: "marks" });
  useMarkStore.setState({ toWrite: id });
}

export function writeNewestNote(): void {
  const { newest } = useMarkStore.getState();
  if (newest !== null) writeNote(newest);
}
