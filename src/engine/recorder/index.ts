export { Recorder } from "./recorder";
export { TraceSpool } from "./trace-spool";
