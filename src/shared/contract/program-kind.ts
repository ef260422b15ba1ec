import type { Program } from "./models";

/** By its words, for nothing of a file runs before the user allowed it: a workload is what is made by `defineWorkload`. */
export function programKindOf(source: string): Program["kind"] {
  return /\bdefineWorkload\s*(<[^(]*>)?\(/.test(source) &&
    /\bfrom\s*["']lanescope["']|\brequire\(\s*["']lanescope["']/.test(source)
    ? "workload"
    : "program";
}

/** Whether it is there for its workload: a program may define some for its own use, and exports none. */
export function givesWorkload(source: string): boolean {
  const exportsIt = /\bexport\s+default\b|\bas\s+default\b|\bmodule\.exports\b/;
  return programKindOf(source) === "workload" && exportsIt.test(source);
}
