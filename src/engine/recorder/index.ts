export { type NewLane, Recorder } from "./recorder";
export { type SpoolFailure, TraceSpool } from "./trace-spool";
