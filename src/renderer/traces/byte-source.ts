import { mostFileBytes, openedFileAddress } from "../../shared/contract/opened-files";

/** A file of the engine's machine that was opened by its path; can be sent to workers. */
export interface HostFile {
  readonly fileId: string;
  readonly name: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
}

/** Where a trace's bytes come from: a file that the page was given, or one whose bytes the host gives out. */
export type ByteSource = Blob | HostFile;

/**
 * Bytes [from, to) of a file, as far as it reaches.
 *
 * @throws {Error} When they cannot be read: the file is gone, was changed, or the host does not answer.
 */
export async function readBytes(source: ByteSource, from: number, to: number): Promise<Uint8Array> {
  if (!isHostFile(source)) return new Uint8Array(await source.slice(from, to).arrayBuffer());
  const end = Math.min(to, source.size);
  if (end - from <= mostFileBytes) return readFromHost(source, from, end);
  const bytes = new Uint8Array(end - from);
  for (let at = from; at < end; at += mostFileBytes) {
    bytes.set(await readFromHost(source, at, Math.min(at + mostFileBytes, end)), at - from);
  }
  return bytes;
}

const streamPartBytes = 1 << 20;

/** A file from its first to its last byte. The stream fails as `readBytes` does. */
export function streamOf(source: ByteSource): ReadableStream<Uint8Array> {
  if (!isHostFile(source)) return source.stream();
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      const bytes = await readBytes(source, at, at + streamPartBytes);
      at += bytes.length;
      if (bytes.length > 0) controller.enqueue(bytes);
      if (at >= source.size || bytes.length === 0) controller.close();
    },
  });
}

function isHostFile(source: ByteSource): source is HostFile {
  return "fileId" in source;
}

async function readFromHost({ fileId, name }: HostFile, from: number, to: number): Promise<Uint8Array> {
  if (from >= to) return new Uint8Array();
  let response: Response;
  try {
    // Workers have the page's origin, too.
    response = await fetch(openedFileAddress({ fileId, from, to }), { cache: "no-store" });
  } catch (error) {
    throw new Error(`${name} cannot be read: there is no connection to the Lanescope host`, { cause: error });
  }
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new Error(await whatWasWrong(response));
}

/** The host's sentence; its status where it said none. */
async function whatWasWrong(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { fault } = JSON.parse(text) as { readonly fault?: { readonly message?: unknown } };
    if (typeof fault?.message === "string") return fault.message.replace(/\.$/, "");
  } catch {
    // Not an answer of the engine, such as the host's refusal of a page that has no access any more.
  }
  return `the host answered with ${response.status}`;
}
