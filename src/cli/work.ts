import { basename } from "node:path";
import { type Dataset, isProgramName, type Parameters, type WorkloadInfo } from "../shared/contract/models";
import type { Client } from "./client";
import { CommandError, exitCodes, type Interruption } from "./ending";
import type { CommandHost } from "./host";
import { suggestion } from "./nearest";
import { parseParameters } from "./parameters";
import { checkReportTarget } from "./report-file";

/** What is to be done, in the words of the command line. */
export interface WorkRequest {
  readonly workload: string;
  /** Path as it was typed; null where there is none. */
  readonly dataset: string | null;
  /** Texts `key=value`. */
  readonly parameters: readonly string[];
  /** Where the report goes: a path, `-` for standard output, null for nowhere. */
  readonly json: string | null;
}

interface Work {
  readonly workload: WorkloadInfo;
  readonly parameters: Parameters;
  readonly dataset: Dataset | null;
}

/**
 * Finds the workload, reads its parameters and opens its dataset, with notes on what is special about it.
 *
 * @param command Which command is to do it, for examples.
 * @throws {CommandError | FaultError | Interrupted} What is wrong, before anything runs.
 */
export async function chooseWork(
  client: Client,
  { workload: id, dataset: path, parameters: texts, json }: WorkRequest,
  command: string,
  { terminal, interruption }: Pick<CommandHost, "terminal" | "interruption">,
): Promise<Work> {
  const workload = await findWorkload(client, id, interruption);
  // Messages call a file by what was typed, for its workload's id is known to nobody.
  const asTyped = { ...workload, id };
  const parameters = parseParameters(asTyped, texts);
  checkDatasetUse(asTyped, path, command);
  if (json !== null && json !== "-") await checkReportTarget(json);
  const dataset = path === null ? null : await interruption.unlessAsked(client.ask("datasets.open", { path }));
  for (const note of dataset?.notes ?? []) terminal.note(note);
  return { workload, parameters, dataset };
}

/** What a report calls a workload: as it was typed, but a file without its folder. */
export function reportName(typed: string): string {
  return isProgramName(typed) ? basename(typed) : typed;
}

/** One of those that there are, or the one in a file of the user's: who names a file to run it allows it to run. */
async function findWorkload(client: Client, id: string, interruption: Interruption): Promise<WorkloadInfo> {
  if (isProgramName(id)) return loadWorkload(client, id, interruption);
  const { workloads } = await client.ask("workloads.list", {});
  const workload = workloads.find((one) => one.id === id);
  if (workload !== undefined) return workload;
  const ids = workloads.map((one) => one.id);
  throw new CommandError(
    exitCodes.misuse,
    `There is no workload "${id}".${suggestion(id, ids)} There are: ${ids.join(", ")}; "lanescope list" describes them.`,
  );
}

/**
 * Loads the workload in a file of the user's.
 *
 * @throws {CommandError | FaultError | Interrupted} Where it cannot be loaded.
 */
export async function loadWorkload(client: Client, path: string, interruption: Interruption): Promise<WorkloadInfo> {
  const { id: programId, kind } = await client.ask("programs.open", { path });
  if (kind === "program") {
    throw new CommandError(
      exitCodes.misuse,
      `${path} holds no workload: nothing in it is made by defineWorkload of "lanescope". If it is a program, run it with: lanescope exec ${path}`,
    );
  }
  await client.ask("programs.trust", { programId });
  return await interruption.unlessAsked(client.ask("programs.load", { programId }));
}

function checkDatasetUse({ id, input }: WorkloadInfo, dataset: string | null, command: string): void {
  if (input === "none" && dataset !== null) {
    throw new CommandError(exitCodes.misuse, `${id} takes no dataset: leave "${dataset}" out.`);
  }
  if (input !== "none" && dataset === null) {
    const kind = {
      table: "table, such as a CSV file,",
      text: "text file",
      any: "table or text file",
      texts: "file or a folder of texts",
      images: "folder of images",
      idx: "IDX file of labelled images",
    }[input];
    throw new CommandError(
      exitCodes.misuse,
      `${id} needs a dataset: name a ${kind} behind it, such as lanescope ${command} ${id} FILE.`,
    );
  }
}
