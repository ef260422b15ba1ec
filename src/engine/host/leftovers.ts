import { rm } from "node:fs/promises";
import type { Problem } from "../../shared/contract/models";

/** Deletes what a run left behind that is over. @returns What could not be deleted. */
export async function deleteLeftovers(paths: readonly string[]): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const path of paths) {
    try {
      await rm(path, { recursive: true, force: true });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${path} could not be deleted, and is of no use any more: ${reason}.`;
      problems.push({ code: "leftover", severity: "warning", message, count: 1 });
    }
  }
  return problems;
}
