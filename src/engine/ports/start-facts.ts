/** What a worker must know before its first frame. */
export interface StartFacts {
  readonly generation: number;
  /** The process that a worker process ends with; null where something else sees to that. */
  readonly parentPid: number | null;
}

const variable = "LANESCOPE_WORKER";

/** The environment for a new worker: this process's own and the facts. */
export function environmentWith(facts: StartFacts): NodeJS.ProcessEnv {
  return { ...process.env, [variable]: JSON.stringify(facts) };
}

/**
 * Reads the facts, once: they are no business of the programs that a worker starts.
 *
 * @throws {Error} When no port started this process or thread.
 */
export function takeStartFacts(): StartFacts {
  const text = process.env[variable];
  if (text === undefined) throw new Error("This script is a worker: Lanescope starts it.");
  delete process.env[variable];
  return JSON.parse(text) as StartFacts;
}
