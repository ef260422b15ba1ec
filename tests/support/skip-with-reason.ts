import type { TestContext } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    skipReason?: string;
  }
}

/** Leaves a test out; the summary of `npm test` names it with the reason, which Vitest's own report does not carry. */
export function skipWithReason(context: TestContext, reason: string): never {
  context.task.meta.skipReason = reason;
  return context.skip(reason);
}
