import { create } from "zustand";
import type { Program } from "../../shared/contract/models";
import type { Fault } from "../../shared/fault";
import { programIdOf } from "../lessons";
import { useLayoutStore } from "./layout-store";
import { chosenLesson, useLessonStore } from "./lesson-store";
import { runById, useRunStore } from "./run-store";

interface ProgramState {
  readonly programs: readonly Program[];
  /** The one on the program page. */
  readonly chosenId: string | null;
  /** What the user entered to follow a program's name, by program. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether the user is asked to allow the chosen one. */
  readonly asksTrust: boolean;
  /** What is wrong with a program's workload, by program: shown beside the source. */
  readonly faults: Readonly<Record<string, Fault | undefined>>;
}

/** Programs that can be run, and which one the user looks at. */
export const useProgramStore = create<ProgramState>(() => ({
  programs: [],
  chosenId: null,
  parameters: {},
  asksTrust: false,
  faults: {},
}));

export function programById(id: string | null): Program | undefined {
  return useProgramStore.getState().programs.find((program) => program.id === id);
}

export function putProgramFault(programId: string, fault: Fault | undefined): void {
  useProgramStore.setState(({ faults }) => ({ faults: { ...faults, [programId]: fault } }));
}

/** Takes in a program that a request brought, before or after the event about it. */
export function putProgram(program: Program): void {
  useProgramStore.setState(({ programs }) => ({
    programs: programs.some(({ id }) => id === program.id)
      ? programs.map((known) => (known.id === program.id ? program : known))
      : [...programs, program],
  }));
}

/** The program that the window shows, before, while and after it runs: what "Run" runs. Null where a workload stands. */
export function shownProgramId(): string | null {
  const { page, shownRunId } = useLayoutStore.getState();
  if (page === "program") return useProgramStore.getState().chosenId;
  if (page === "learn") return programIdOf(chosenLesson());
  return page === "run" && shownRunId !== null ? (runById(shownRunId)?.program?.id ?? null) : null;
}

/** The same, for views. */
export function useShownProgramId(): string | null {
  useLayoutStore();
  useProgramStore();
  useLessonStore();
  useRunStore();
  return shownProgramId();
}
