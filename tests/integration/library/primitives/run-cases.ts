import * as library from "lanescope";
import { afterAll, describe, it } from "vitest";
import { primitiveCases } from "./cases";
import { Kit, type RunnerName } from "./kit";
import { tasks } from "./member.tasks.mjs";

/** Runs all cases in processes, then in threads. @param backend Where the primitives are kept. */
export function describePrimitives(backend: string): void {
  describe.each<RunnerName>(["Process", "Thread"])(`primitives ${backend}, used by a %s`, (runner) => {
    const kit = new Kit(library, runner, tasks);
    afterAll(() => kit.end());
    for (const { name, run } of primitiveCases) it(name, () => run(kit));
  });
}
