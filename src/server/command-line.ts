import { parseArgs } from "node:util";

export type Command =
  | { readonly kind: "serve"; readonly port: number; readonly open: boolean; readonly files: readonly string[] }
  | { readonly kind: "print"; readonly text: string }
  | { readonly kind: "misuse"; readonly message: string };

const help = `Usage: lanescope-web [options] [FILE ...]

Serves Lanescope to a browser on this computer and prints the address to open. The page opens the files.

Options:
  --port NUMBER  port to listen on (default: any free one)
  --open         open the address in the default browser
  --version      print the version
  --help         print this help
`;

/** @param words What follows the program's name. */
export function parseCommandLine(words: readonly string[], version: string): Command {
  let files: readonly string[];
  let values: { port?: string; open?: boolean; version?: boolean; help?: boolean };
  try {
    ({ values, positionals: files } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        port: { type: "string" },
        open: { type: "boolean" },
        version: { type: "boolean" },
        help: { type: "boolean" },
      },
    }));
  } catch (error) {
    // Node ends its sentences without a full stop.
    return { kind: "misuse", message: `${error instanceof Error ? error.message : String(error)}.` };
  }
  if (values.help === true) return { kind: "print", text: help };
  if (values.version === true) return { kind: "print", text: `${version}\n` };
  const port = values.port ?? "0";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return { kind: "misuse", message: `--port ${port} is no port: give a number from 0 to 65535.` };
  }
  return { kind: "serve", port: Number(port), open: values.open === true, files };
}
