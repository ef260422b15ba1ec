import { Command, CommanderError, Option } from "commander";
import { type ChunkSize, type Mode, maxWorkers, modes } from "../shared/contract/models";
import { maxPoints, maxRepeats } from "../shared/contract/series";
import { CommandError, exitCodes } from "./ending";
import type { ExecRequest } from "./exec-command";
import { suggestion } from "./nearest";
import type { RunRequest } from "./run-command";
import type { SeriesRequest } from "./series-command";

export type ParsedCommand =
  | { readonly kind: "run"; readonly request: RunRequest }
  | { readonly kind: "exec"; readonly request: ExecRequest }
  | { readonly kind: "open"; readonly files: readonly string[] }
  /** `dataset`: the path of what they are to fit, null for nothing. */
  | { readonly kind: "list"; readonly dataset: string | null }
  | { readonly kind: "series"; readonly request: SeriesRequest }
  /** Of the file to be written. */
  | { readonly kind: "new"; readonly name: string }
  /** Help or version, as asked for. */
  | { readonly kind: "print"; readonly text: string }
  | { readonly kind: "misuse"; readonly message: string };

interface RunOptions {
  readonly param: readonly string[];
  readonly mode: Mode;
  readonly workers: number;
  readonly chunkSize: ChunkSize;
  readonly json?: string;
}

interface CompareOptions {
  readonly param: readonly string[];
  readonly modes: readonly Mode[];
  readonly workers: number;
  readonly chunkSize: ChunkSize;
  readonly repeat: number;
  readonly json?: string;
}

interface SweepOptions {
  readonly param: readonly string[];
  readonly mode: Mode;
  readonly workers: readonly number[];
  readonly chunkSize: readonly ChunkSize[];
  readonly repeat: number;
  readonly json?: string;
}

interface ExecOptions {
  readonly report?: boolean;
  readonly json?: string;
}

const runHelp = `
Modes:
  sequential  one task after the other, in one worker; --workers has no effect
  concurrent  as many tasks as --workers says, interleaved in one thread
  threads     as many threads of one process
  processes   as many processes

The result is written to the standard output as a table. Progress, what workers print and problems go to the standard
error. Exit codes: 0 done, 1 failed, 2 bad usage, 130 interrupted (Ctrl-C ends all workers).

Examples:
  lanescope run sum numbers.txt
  lanescope run group-by flights.csv --param by=carrier --param of=delay --json report.json
  lanescope run primes --param below=1000000 --mode threads --workers 4
  lanescope run ./my-workload.ts numbers.csv

A file of your own can do everything that you can: naming it here allows it to run. A TypeScript compiler that is
installed beside it (node_modules of its project) is run, too, to check its types.
`;

const compareHelp = `
Runs the same work in each mode, in turns, and tells wall time (median, lowest, highest), speedup and efficiency against
sequential, processor time, memory, and whether all results are the same bit for bit. Where there is a dataset one run before
all others is not measured. A mode that fails does not take the others with it.

The table is written to the standard output, sentences to the standard error. Exit codes: 0 done, 1 where a mode failed or
results differ, 2 bad usage, 130 interrupted (Ctrl-C ends all workers; what was measured is told).

Examples:
  lanescope compare group-by flights.csv --param by=carrier --param of=delay --repeat 5
  lanescope compare primes --modes sequential,processes --workers 4 --json comparison.json
`;

const sweepHelp = `
Runs the same work with each number of workers and each chunk size, and says which is best and what limits it.

Examples:
  lanescope sweep primes --workers 1,2,4 --repeat 3
  lanescope sweep sum numbers.txt --workers 2 --chunk-size auto,1000000,8000000
`;

const execHelp = `
The program is TypeScript or JavaScript and imports the library as "lanescope". It has the standard streams to itself, and
its exit code is passed on; 128 plus the signal's number where one ended it. 2 where it is missing or does not compile.
What follows the program's name is its own: options of exec stand before it. Types are not checked.

Examples:
  lanescope exec counter.ts
  lanescope exec ./simulation.mts --seed 7
  lanescope exec --report --json report.json philosophers.ts
`;

/**
 * @param words What follows the program's name.
 * @param processors Of this machine: how many workers there are unless told.
 */
export function parseCommandLine(words: readonly string[], version: string, processors: number): ParsedCommand {
  let parsed: ParsedCommand | null = null;
  let printed = "";
  const program = new Command("lanescope")
    .description("Runs parallel workloads on your data, without a window.")
    .helpCommand(false)
    // What follows the program of exec is not ours.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      // The thrown error carries the message.
      writeErr: () => undefined,
    });
  const paramOption = () =>
    new Option("--param <key=value>", "a parameter of the workload; repeat it for each")
      .argParser((text, before: readonly string[]) => [...before, text])
      .default([], "those of the workload");
  const repeatOption = () =>
    new Option("--repeat <times>", `measured runs of each, 1 to ${maxRepeats}`).argParser(parseRepeat).default(3);
  const seriesJsonOption = () =>
    new Option("--json <file>", "write all figures as JSON; - for the standard output").argParser(parseFile);
  const processorsOrLess = Math.max(1, Math.min(processors, maxWorkers));
  program
    .command("compare")
    .summary("run the same work in several modes and compare them")
    .description("Runs the same work in several modes and compares them.")
    .argument("<workload>", "what to run: see lanescope list")
    .argument("[dataset]", "path of the file to run it on")
    .addOption(paramOption())
    .addOption(
      new Option("--modes <list>", `which modes, separated by commas: ${modes.join(",")}`)
        .argParser((text) => parseList(text, "--modes", parseMode))
        .default(modes, "all"),
    )
    .addOption(
      new Option("--workers <number>", `how many workers, 1 to ${maxWorkers}; sequential has one`)
        .argParser(parseWorkers)
        .default(processorsOrLess, "as many as processors"),
    )
    .addOption(
      new Option("--chunk-size <size>", "auto, or bytes for files and items otherwise")
        .argParser(parseChunkSize)
        .default("auto"),
    )
    .addOption(repeatOption())
    .addOption(seriesJsonOption())
    .addHelpText("after", compareHelp)
    .action((workload: string, dataset: string | undefined, options: CompareOptions) => {
      const { param, json, workers, chunkSize, repeat } = options;
      const work = { workload, dataset: dataset ?? null, parameters: param, json: json ?? null, repeats: repeat };
      const points = { modes: options.modes, workers: [workers], chunkSizes: [chunkSize] };
      parsed = { kind: "series", request: { ...work, ...points, kind: "compare" } };
    });
  program
    .command("sweep")
    .summary("run the same work with several numbers of workers and chunk sizes")
    .description("Runs the same work with several numbers of workers and chunk sizes.")
    .argument("<workload>", "what to run: see lanescope list")
    .argument("[dataset]", "path of the file to run it on")
    .addOption(paramOption())
    .addOption(
      new Option("--mode <mode>", `how tasks run: ${modes.join(", ")}`).argParser(parseMode).default("processes"),
    )
    .addOption(
      new Option("--workers <list>", "numbers of workers, separated by commas")
        .argParser((text) => parseList(text, "--workers", parseWorkers))
        .default(doublings(processorsOrLess), "1, 2, 4 ... up to the processors"),
    )
    .addOption(
      new Option(
        "--chunk-size <list>",
        "chunk sizes, separated by commas: auto, or bytes for files and items otherwise",
      )
        .argParser((text) => parseList(text, "--chunk-size", parseChunkSize))
        .default(["auto"], "auto"),
    )
    .addOption(repeatOption())
    .addOption(seriesJsonOption())
    .addHelpText("after", sweepHelp)
    .action((workload: string, dataset: string | undefined, options: SweepOptions) => {
      const { param, json, mode, workers, chunkSize, repeat } = options;
      const work = { workload, dataset: dataset ?? null, parameters: param, json: json ?? null, repeats: repeat };
      const points = { modes: [mode], workers: mode === "sequential" ? [1] : workers, chunkSizes: chunkSize };
      if (points.workers.length * chunkSize.length > maxPoints) {
        misuse(`That would be more than ${maxPoints} combinations: name fewer workers or chunk sizes.`);
      }
      parsed = { kind: "series", request: { ...work, ...points, kind: "sweep" } };
    });
  program
    .command("run")
    .summary("run a workload and write its result")
    .description("Runs a workload and writes its result.")
    .argument("<workload>", "what to run: see lanescope list, or a file of your own that holds a workload")
    .argument("[dataset]", "path of the file to run it on")
    .addOption(paramOption())
    .addOption(
      new Option("--mode <mode>", `how tasks run: ${modes.join(", ")}`).argParser(parseMode).default("processes"),
    )
    .addOption(
      new Option("--workers <number>", `how many workers, 1 to ${maxWorkers}`)
        .argParser(parseWorkers)
        .default(processorsOrLess, "as many as processors"),
    )
    .addOption(
      new Option("--chunk-size <size>", "auto, or bytes for files and items otherwise")
        .argParser(parseChunkSize)
        .default("auto"),
    )
    .addOption(
      new Option("--json <file>", "write result, problems and lanes as JSON; - for the standard output").argParser(
        parseFile,
      ),
    )
    .addHelpText("after", runHelp)
    .action((workload: string, dataset: string | undefined, { param, json, ...options }: RunOptions) => {
      parsed = {
        kind: "run",
        request: { workload, dataset: dataset ?? null, parameters: param, json: json ?? null, ...options },
      };
    });
  program
    .command("exec")
    .summary("run a program that is written on the library")
    .description("Runs a program that is written on the library, in processes of its own.")
    .argument("<program>", "path of a TypeScript or JavaScript file")
    .argument("[arguments...]", "what the program gets")
    .addOption(new Option("--report", "tell at the end what processes, locks and queues did, on the standard error"))
    .addOption(new Option("--json <file>", "write the same as JSON").argParser(parseProgramFile))
    .passThroughOptions()
    .addHelpText("after", execHelp)
    .action((path: string, parameters: readonly string[], { report, json }: ExecOptions) => {
      parsed = { kind: "exec", request: { program: path, parameters, report: report ?? false, json: json ?? null } };
    });
  program
    .command("open")
    .summary("open the app in the browser, with files")
    .description("Serves the app to the default browser, and opens files in it: traces, datasets, programs.")
    .argument("[files...]", "paths of the files")
    .action((files: readonly string[]) => {
      parsed = { kind: "open", files };
    });
  program
    .command("list")
    .summary("list the workloads, what they teach and their parameters")
    .description("Lists the workloads by kind: what each does, what its timeline teaches, and its parameters.")
    .argument(
      "[dataset]",
      "path of a file: lists what fits it, and why the others do not; of a workload of your own, its parameters",
    )
    .action((dataset: string | undefined) => {
      parsed = { kind: "list", dataset: dataset ?? null };
    });
  program
    .command("new")
    .summary("write a workload of your own to begin with")
    .description("Writes a commented workload that runs at once; change it into your own.")
    .argument("<name>", "name of the file, such as my-workload")
    .action((name: string) => {
      parsed = { kind: "new", name };
    });
  for (const command of [program, ...program.commands]) {
    command.version(version, "--version", "print the version").helpOption("--help", "print this help");
  }
  program.addHelpText("after", "\nlanescope run --help tells all about running.");
  try {
    program.parse(words, { from: "user" });
  } catch (error) {
    if (error instanceof CommandError) return { kind: "misuse", message: error.message };
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === exitCodes.done) return { kind: "print", text: printed };
    if (error.code === "commander.help") {
      return { kind: "misuse", message: `There is no command. Say one of these.\n\n${program.helpInformation()}` };
    }
    return {
      kind: "misuse",
      message: messageOf(error, program.commands.some((one) => one.name() === words[0]) ? words[0]! : "run"),
    };
  }
  return parsed ?? { kind: "print", text: printed };
}

function messageOf({ message }: CommanderError, command: string): string {
  const text = message.replace(/^error: /, "").replace(/\s*\n\(/, " (");
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return `${sentence}${/[.?!)]$/.test(sentence) ? "" : "."} See lanescope --help and lanescope ${command} --help.`;
}

function parseMode(text: string): Mode {
  const mode = modes.find((one) => one === text);
  return mode ?? misuse(`There is no mode "${text}".${suggestion(text, modes)} There are: ${modes.join(", ")}.`);
}

function parseWorkers(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= maxWorkers) return number;
  return misuse(`--workers ${text} is out of range: choose a whole number from 1 to ${maxWorkers}.`);
}

function parseChunkSize(text: string): ChunkSize {
  if (text === "auto") return text;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && Number.isSafeInteger(number)) return number;
  return misuse(
    `--chunk-size ${text} is no chunk size: say auto, or a whole number from 1 up, of bytes for files and of items otherwise.`,
  );
}

/** @throws {CommandError} Where one is wrong, missing or there twice. */
function parseList<One>(text: string, option: string, parse: (one: string) => One): readonly One[] {
  const all = text.split(",").map((one) => parse(one.trim()));
  if (new Set(all).size < all.length) misuse(`${option} ${text} names one of them twice: leave one out.`);
  return all;
}

/** `1, 2, 4` and so on, and the most. */
function doublings(most: number): readonly number[] {
  const all = [];
  for (let count = 1; count < most; count *= 2) all.push(count);
  return [...all, most];
}

function parseRepeat(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= maxRepeats) return number;
  return misuse(`--repeat ${text} is out of range: choose a whole number from 1 to ${maxRepeats}.`);
}

function parseFile(text: string): string {
  if (text === "") misuse("--json needs the name of a file, or - for the standard output.");
  // Opened a second time, it would be written over by what goes to it the first way.
  return text === "/dev/stdout" ? "-" : text;
}

function parseProgramFile(text: string): string {
  if (parseFile(text) === "-") misuse("--json needs the name of a file: the standard output is the program's.");
  return text;
}

function misuse(message: string): never {
  throw new CommandError(exitCodes.misuse, message);
}
