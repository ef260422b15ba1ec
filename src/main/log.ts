import { join } from "node:path";
import log from "electron-log/node";
import type { ServiceLog } from "../engine/service/types";

/**
 * Opens the log file. The library's entry for plain Node: its Electron entry listens to every page without asking who
 * sends.
 */
export function openLog(userData: string): { readonly log: ServiceLog; readonly file: string } {
  const file = join(userData, "logs", "main.log");
  log.transports.file.resolvePathFn = () => file;
  log.transports.console.level = "warn";
  return { log, file };
}
