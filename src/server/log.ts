import { join } from "node:path";
import log from "electron-log/node";
import type { ServiceLog } from "../engine/service/types";

/** Opens the log file; warnings and errors go to the terminal too. */
export function openLog(userData: string): { readonly log: ServiceLog; readonly file: string } {
  const file = join(userData, "logs", "server.log");
  log.transports.file.resolvePathFn = () => file;
  log.transports.console.level = "warn";
  // The terminal's standard output is for the address; scripts read it.
  log.transports.console.writeFn = ({ message }) => process.stderr.write(`${message.data.join(" ")}\n`);
  return { log, file };
}
