import type { Program } from "./models";

/** By its words, for nothing of a file runs before the user allowed it: a workload is what is made by `defineWorkload`. */
export function programKindOf(source: string): Program["kind"] {
  return /\bdefineWorkload\s*(<[^(]*>)?\(/.test(source) &&
    /\bfrom\s*["']lanescope["']|\brequire\(\s*["']lanescope["']/.test(source)
    ? "workload"
    : "program";
}
