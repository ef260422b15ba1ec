/**
 * What every way to start workers must do. The cases use nothing but Node, so they run in a test runner, inside Electron
 * and inside a worker.
 */
import type { Ability, PortCase } from "./case-support";
import { exitCases } from "./exit-cases";
import { frameCases } from "./frame-cases";

/** @returns Those that make sense with these abilities. */
export function casesFor(abilities: readonly Ability[]): readonly PortCase[] {
  return [...frameCases, ...exitCases].filter(({ needs = [] }) => needs.every((need) => abilities.includes(need)));
}
