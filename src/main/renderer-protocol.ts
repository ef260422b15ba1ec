import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import type { CustomScheme, Protocol } from "electron";
import type { Service } from "../engine/service/types";
import { contentSecurityPolicy } from "../shared/contract/content-security-policy";
import { openedFilePath, parseOpenedFileQuery } from "../shared/contract/opened-files";
import { type Outcome, toFault } from "../shared/fault";

/** The renderer's own scheme: unlike `file:` it has an origin, and reaches this folder only. */
export const rendererScheme: CustomScheme = {
  scheme: "lanescope",
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

export const rendererAddress = "lanescope://app/index.html";

interface Answer {
  readonly status: 200 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const mediaTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

/** Answers one address of the renderer's scheme with a file of the folder, or 404: never with a file outside it. */
export async function answerRenderer(folder: string, address: string): Promise<Answer> {
  const path = pathWithin(folder, address);
  try {
    if (path === null) return notFound();
    const body = await readFile(path);
    return { status: 200, headers: headersFor(mediaTypes[extname(path)] ?? "application/octet-stream"), body };
  } catch (error) {
    if (isMissing(error)) return notFound();
    throw error;
  }
}

/** @returns The file's path; null where the address is of another host or leads out of the folder. */
function pathWithin(folder: string, address: string): string | null {
  try {
    const { host, pathname } = new URL(address);
    if (host !== new URL(rendererAddress).host) return null;
    const path = normalize(join(folder, decodeURIComponent(pathname)));
    return path.startsWith(normalize(folder) + sep) && !path.includes("\0") ? path : null;
  } catch {
    // An address that is none, or a `%` that encodes nothing.
    return null;
  }
}

/** Answers with bytes of a file that the page opened by its path. */
async function answerOpenedFile(files: Pick<Service, "readOpenedFile">, address: URL): Promise<Answer> {
  try {
    const bytes = await files.readOpenedFile(parseOpenedFileQuery(address.searchParams));
    const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { status: 200, headers: headersFor("application/octet-stream", "no-store"), body };
  } catch (error) {
    const outcome: Outcome<never> = { ok: false, fault: toFault(error) };
    const body = Buffer.from(JSON.stringify(outcome));
    return { status: 404, headers: headersFor("application/json", "no-store"), body };
  }
}

/** @returns Null where the address is none of an opened file. */
function openedFileUrl(address: string): URL | null {
  try {
    const url = new URL(address);
    return url.host === new URL(rendererAddress).host && url.pathname === openedFilePath ? url : null;
  } catch {
    // An address that is none: there is nothing at it, as is told elsewhere.
    return null;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR");
}

function notFound(): Answer {
  return { status: 404, headers: headersFor("text/plain; charset=utf-8"), body: Buffer.from("not found") };
}

function headersFor(mediaType: string, caching = "no-cache"): Record<string, string> {
  return {
    "Content-Type": mediaType,
    "Content-Security-Policy": contentSecurityPolicy(),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": caching,
  };
}

/**
 * Serves the built renderer under its scheme, and the files that the page opened by their paths. `protocol.handle` is there since Electron 25 and is the only way once the
 * `register…Protocol` functions are removed; before it, those are the only way.
 */
export function serveRenderer(protocol: Protocol, folder: string, files: Pick<Service, "readOpenedFile">): void {
  const { scheme } = rendererScheme;
  const answer = async (address: string): Promise<Answer> => {
    const openedFile = openedFileUrl(address);
    return openedFile === null ? answerRenderer(folder, address) : answerOpenedFile(files, openedFile);
  };
  if (typeof protocol.handle === "function") {
    protocol.handle(scheme, async ({ url }) => {
      const { status, headers, body } = await answer(url);
      return new Response(new Uint8Array(body), { status, headers });
    });
    return;
  }
  (protocol as Protocol).registerBufferProtocol(scheme, ({ url }, callback) => {
    answer(url).then(
      ({ status, headers, body }) => callback({ statusCode: status, headers: { ...headers }, data: body }),
      // net::ERR_FAILED: the file is there but cannot be read.
      () => callback({ error: -2 }),
    );
  });
}
