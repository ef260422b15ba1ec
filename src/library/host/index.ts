import { MainContext } from "../../engine/host/program/main-context";
import { provideContext } from "../../engine/runtime";

provideContext(() => new MainContext());

/** Whether this is the program's main process, and not one of its workers. */
export const isMainProcess = true;
export { Process, type ProcessOptions, Thread } from "../../engine/host/program/process";
export * from "../common";
