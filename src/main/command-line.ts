import { resolve } from "node:path";
import { isViewLink } from "../shared/contract/view-link";

export type Command =
  /** Files to open, absolute, and links to views. */
  { readonly kind: "open"; readonly files: readonly string[] } | { readonly kind: "print"; readonly text: string };

const help = `Usage: lanescope [options] [FILE ...]

Opens the Lanescope window, with the files: datasets, traces and programs; or with
what a copied link to a view shows.

Options:
  --version  print the version
  --help     print this help

Without a window: npm run serve (in a browser), npm run -s lanescope -- --help (in a terminal).
`;

export interface CommandLineOptions {
  readonly version: string;
  readonly workingFolder: string;
  /** Whether Electron was told which app to start (`electron FOLDER`): then that comes before what is meant for us. */
  readonly isDefaultApp: boolean;
}

/**
 * Reads the app's command line. Options it does not know are Chromium's, so they are no error.
 *
 * @param argv All words, the executable first.
 */
export function parseCommandLine(argv: readonly string[], options: CommandLineOptions): Command {
  const words = argv.slice(1);
  const isOption = (word: string): boolean => word.startsWith("-");
  const appAt = options.isDefaultApp ? words.findIndex((word) => !isOption(word)) : -1;
  const meant = words.slice(appAt + 1);
  if (meant.includes("--help")) return { kind: "print", text: help };
  if (meant.includes("--version")) return { kind: "print", text: `${options.version}\n` };
  const files = meant
    .filter((word) => !isOption(word))
    .map((word) => (isViewLink(word) ? word : resolve(options.workingFolder, word)));
  return { kind: "open", files };
}
