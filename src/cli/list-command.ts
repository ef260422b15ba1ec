import type { WorkloadInfo } from "../shared/contract/models";
import { blindView, Client } from "./client";
import { type CommandHost, startService } from "./host";
import { describeRange, type ParameterInfo, parametersOf } from "./parameters";

const inputWords = { none: "", csv: " CSV-FILE", text: " TEXT-FILE", any: " FILE" } as const;

/** Writes the workloads and their parameters, in the words in which `run` takes them. */
export async function listWorkloads(host: CommandHost): Promise<void> {
  const { terminal, interruption } = host;
  const service = startService(host);
  try {
    const client = new Client(service, blindView);
    const { workloads } = await interruption.unlessAsked(client.ask("workloads.list", {}));
    await terminal.writeResult(workloads.map((workload) => describeWorkload(workload, terminal.colours.bold)));
  } finally {
    await service.shutdown();
  }
}

function describeWorkload(workload: WorkloadInfo, heading: (text: string) => string): string {
  const { id, input, summary } = workload;
  const parameters = parametersOf(workload).map((parameter) => ({
    option: `--param ${parameter.name}=${parameter.form}`,
    facts: describeValues(parameter),
    description: parameter.description,
  }));
  const optionWidth = Math.max(0, ...parameters.map(({ option }) => option.length));
  const factsWidth = Math.max(0, ...parameters.map(({ facts }) => facts.length));
  const lines = parameters.map(({ option, facts, description }) =>
    `    ${option.padEnd(optionWidth)}  ${facts.padEnd(factsWidth)}  ${description}`.trimEnd(),
  );
  return `${[`${heading(id)}${inputWords[input]}`, `    ${summary}`, ...lines].join("\n")}\n\n`;
}

/** `default 10, 1 to 100000`. */
function describeValues({ isRequired, defaultValue, ...parameter }: ParameterInfo): string {
  const need = isRequired ? "required" : defaultValue === undefined ? "optional" : `default ${String(defaultValue)}`;
  const range = describeRange(parameter);
  return range === "" ? need : `${need}, ${range}`;
}
