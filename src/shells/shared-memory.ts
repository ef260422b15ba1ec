import { loadAddon } from "../engine/memory";

/**
 * What people are told where programs have no shared memory.
 *
 * @returns Null where they have it, or somebody wants to do without.
 */
export function sharedMemoryNotice(environment: NodeJS.ProcessEnv): string | null {
  const search = loadAddon();
  if (search.addon !== null || environment.LANESCOPE_NATIVE === "off") return null;
  return `There is no shared memory here: ${search.reason}. Locks, values and arrays go through the main process instead, which takes longer.`;
}
