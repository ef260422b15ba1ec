import type { Readable } from "node:stream";

/** @returns Resolves at the stream's end. */
export function readText(stream: Readable, take: (text: string) => void): Promise<void> {
  return new Promise((resolve) => stream.setEncoding("utf8").on("data", take).once("end", resolve));
}
