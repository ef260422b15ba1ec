import { createContext, useContext } from "react";
import type { EngineClient } from "../engine/client";
import type { DatasetActions } from "./dataset-actions";
import type { RunActions } from "./run-actions";

export interface Actions {
  readonly client: EngineClient;
  readonly datasets: DatasetActions;
  readonly runs: RunActions;
  /** Opens the system's file dialog. */
  chooseFiles(): void;
}

export const ActionsContext = createContext<Actions | null>(null);

/** @throws {Error} Outside the app. */
export function useActions(): Actions {
  const actions = useContext(ActionsContext);
  if (actions === null) throw new Error("useActions outside ActionsContext");
  return actions;
}
