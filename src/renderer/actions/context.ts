import { createContext, useContext } from "react";
import type { EngineClient } from "../engine/client";
import type { DatasetActions } from "./dataset-actions";
import type { FileActions } from "./file-actions";
import type { ProgramActions } from "./program-actions";
import type { RunActions } from "./run-actions";
import type { SeriesActions } from "./series-actions";
import type { TraceActions } from "./trace-actions";
import type { ViewActions } from "./view-actions";

export interface Actions {
  readonly client: EngineClient;
  readonly datasets: DatasetActions;
  readonly programs: ProgramActions;
  readonly runs: RunActions;
  readonly series: SeriesActions;
  readonly traces: TraceActions;
  readonly views: ViewActions;
  /** Opens files of any kind. */
  readonly files: FileActions;
  /** Opens the system's file dialog. */
  chooseFiles(): void;
  /** Opens the system's dialog for a folder, to be one dataset. */
  chooseFolder(): void;
}

export const ActionsContext = createContext<Actions | null>(null);

/** @throws {Error} Outside the app. */
export function useActions(): Actions {
  const actions = useContext(ActionsContext);
  if (actions === null) throw new Error("useActions outside ActionsContext");
  return actions;
}
