import { areaWords, topicWords } from "../shared/contract/catalogue";
import { dataKindOf, inputWords, kindWords, misfit } from "../shared/contract/fit";
import { type Dataset, isProgramName, type WorkloadInfo } from "../shared/contract/models";
import { blindView, Client } from "./client";
import { type CommandHost, startService } from "./host";
import { describeRange, type ParameterInfo, parametersOf } from "./parameters";
import { loadWorkload } from "./work";

/** What is written after a workload's name for the file that it needs. */
const fileWords = {
  none: "",
  table: " TABLE-FILE",
  text: " TEXT-FILE",
  any: " FILE",
  texts: " FILE-OR-FOLDER",
  images: " FOLDER",
  idx: " IDX-FILE",
} as const satisfies Record<WorkloadInfo["input"], string>;

type Heading = (text: string) => string;

/**
 * Writes the workloads and their parameters, in the words in which `run` takes them: by kind, or by whether they fit a dataset.
 *
 * @param path Of the dataset, or of a workload of the user's, which is listed alone; null for none.
 */
export async function listWorkloads(host: CommandHost, path: string | null): Promise<void> {
  const { terminal, interruption } = host;
  const service = startService(host);
  try {
    const client = new Client(service, blindView);
    const heading = terminal.colours.bold;
    if (path !== null && isProgramName(path)) {
      const own = await loadWorkload(client, path, interruption);
      await terminal.writeResult([describeWorkload({ ...own, id: path }, heading)]);
      return;
    }
    const ask = interruption.unlessAsked(
      Promise.all([client.ask("workloads.list", {}), path === null ? null : client.ask("datasets.open", { path })]),
    );
    const [{ workloads }, dataset] = await ask;
    await terminal.writeResult(dataset === null ? byArea(workloads, heading) : byFit(workloads, dataset, heading));
  } finally {
    await service.shutdown();
  }
}

function byArea(workloads: readonly WorkloadInfo[], heading: Heading): readonly string[] {
  return Object.entries(areaWords).flatMap(([area, words]) => {
    const own = workloads.filter((workload) => workload.area === area);
    return own.length === 0 ? [] : [title(words), ...own.map((workload) => describeWorkload(workload, heading))];
  });
}

function byFit(workloads: readonly WorkloadInfo[], dataset: Dataset, heading: Heading): readonly string[] {
  const { name, columns } = dataset;
  const known = workloads.filter(({ input }) => input !== "none").map((one) => ({ one, reason: misfit(one, dataset) }));
  const fitting = known.filter(({ reason }) => reason === null);
  const others = known.filter(({ reason }) => reason !== null);
  const listed = columns.map((column) => `    ${column.name}: ${column.type}\n`);
  const kind = dataKindOf(dataset);
  const about =
    kind === "table" ? `${name} is a table of:\n${listed.join("")}\n` : `${name} is ${kindWords[kind]}.\n\n`;
  return [
    about,
    title(fitting.length === 0 ? `No workload fits ${name}.` : `What fits ${name}`),
    ...fitting.map(({ one }) => describeWorkload(one, heading)),
    ...(others.length === 0 ? [] : [title("What does not")]),
    ...others.map(({ one, reason }) => `${heading(one.id)}  ${reason ?? ""}\n`),
  ];
}

function title(words: string): string {
  return `${words}\n${"-".repeat(words.length)}\n`;
}

function describeWorkload(workload: WorkloadInfo, heading: Heading): string {
  const { id, title, input, summary, lesson, teaches } = workload;
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
  const about = [`Takes ${inputWords(input)}.`, ...(teaches.length === 0 ? [] : [`Teaches: ${topics(workload)}.`])];
  const said = [summary === "" ? title : summary, ...(lesson === "" ? [] : [lesson]), about.join(" ")].map(
    (text) => `    ${text}`,
  );
  return `${[`${heading(id)}${fileWords[input]}`, ...said, ...lines].join("\n")}\n\n`;
}

function topics({ teaches }: WorkloadInfo): string {
  return teaches.map((topic) => topicWords[topic].toLowerCase()).join(", ");
}

/** `default 10, 1 to 100000`. */
function describeValues({ isRequired, defaultValue, ...parameter }: ParameterInfo): string {
  const need = isRequired ? "required" : defaultValue === undefined ? "optional" : `default ${String(defaultValue)}`;
  const range = describeRange(parameter);
  return range === "" ? need : `${need}, ${range}`;
}
