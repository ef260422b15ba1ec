import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { FaultError, fail } from "../../../shared/fault";
import { type OwnModule, type OwnWorkload, ownWorkloadMark } from "../../protocol/own-workload";
import type { AnyWorkload } from "../../protocol/workload";
import { importFile, setContext } from "../../runtime";
import { placedFault } from "./placed-fault";
import { workloadContext } from "./workload-context";

/** What a user's module holds. */
export interface LoadedWorkload {
  readonly workload: AnyWorkload;
  /** JSON schema of its parameters. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * Loads a user's module into this thread, for good.
 *
 * @throws {FaultError} `module-threw` where it cannot be loaded; `workload-unsuitable` where it holds no workload.
 */
export async function loadWorkload(module: OwnModule): Promise<LoadedWorkload> {
  // Stacks name the lines of the source.
  process.setSourceMapsEnabled(true);
  setContext(workloadContext);
  forbidExit();
  const name = moduleName(module);
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await importFile(module.entry)) as { readonly default?: unknown };
  } catch (error) {
    const fault = placedFault(error, module);
    throw new FaultError({ ...fault, code: "module-threw" }, { cause: error });
  }
  const workload = workloadOf(loaded.default) ?? fail("workload-unsuitable", unsuitable(name, loaded));
  return { workload: { ...workload, id: module.id }, parameters: workload[ownWorkloadMark].parameters };
}

/** A CommonJS module's exports are an ES module's default, in which there may be a default again. */
function workloadOf(exported: unknown): OwnWorkload | null {
  if (typeof exported !== "object" || exported === null) return null;
  if (ownWorkloadMark in exported) return exported as OwnWorkload;
  return "default" in exported && exported.default !== exported ? workloadOf(exported.default) : null;
}

function unsuitable(name: string, exported: object): string {
  const how = "Write `export default defineWorkload({ … })`.";
  if (!("default" in exported)) return `${name} has no default export, so there is no workload in it. ${how}`;
  return `The default export of ${name} was not made by defineWorkload, so it is no workload. ${how}`;
}

/** Name of the file that a module was written in. */
export function moduleName({ modules }: OwnModule): string {
  const [source = ""] = Object.keys(modules);
  return source === "" ? "The module" : basename(fileURLToPath(source));
}

/** A worker belongs to the run, and does many chunks: its code may fail, but not end it. */
function forbidExit(): void {
  process.exit = (code) => {
    throw new Error(
      `process.exit(${code ?? ""}) was called; a workload cannot end its worker. Throw an error to fail the run.`,
    );
  };
}
