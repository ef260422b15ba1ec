export { ProgramTrace } from "./program-trace";
export { Recorder } from "./recorder";
export { TraceSpool } from "./trace-spool";
