import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import sirv from "sirv";
import type { Service, ServiceLog } from "../engine/service/types";
import { openedFilePath } from "../shared/contract/opened-files";
import { socketPath, tokenParameter, uploadPath } from "../shared/contract/web-wire";
import {
  accessCookie,
  type Credentials,
  createToken,
  isLoopbackHost,
  judgeSource,
  judgeToken,
  type Refusal,
} from "./access";
import { createDevelopmentProxy } from "./development-proxy";
import { sendOpenedFile } from "./opened-file";
import { sendFault, sendText, setSecurityHeaders } from "./responses";
import { createSockets } from "./sockets";
import { receiveUpload } from "./uploads";

/** The only interface it ever listens on. */
const loopback = "127.0.0.1";

/** How long answers under way may take once the host closes, milliseconds; then their connections are cut. */
const closeTimeoutMs = 300;

export interface WebHostOptions {
  readonly service: Service;
  /** The built renderer, with `index.html`. */
  readonly rendererFolder: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly log: ServiceLog;
  /** Where Vite's development server serves the renderer, while developing. */
  readonly developmentAddress?: string | undefined;
}

export interface WebHost {
  /** The address to open, with the token. */
  readonly url: string;
  /** Ends all connections; the service goes on. */
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Serves the renderer and the service on this machine's loopback interface.
 *
 * Opening the printed address sets a cookie; everything but the refusals needs it. The page itself is sent at that
 * address, without a redirect: a redirect that began on another site would not carry the cookie it just set.
 *
 * @throws {Error} With `code` EADDRINUSE or EACCES where the port cannot be had.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { service, rendererFolder, log, developmentAddress } = options;
  const credentials: Credentials = { token: createToken() };
  const sockets = createSockets(service, log);
  const proxy = developmentAddress === undefined ? null : createDevelopmentProxy(developmentAddress);
  const servePage: Handler = proxy?.handle ?? createFileHandler(rendererFolder);

  const server = createServer((request, response) => {
    setSecurityHeaders(response, isLoopbackHost(request.headers.host ?? "") ? (request.headers.host ?? "") : loopback);
    const url = parseUrl(request);
    const isUpload = url?.pathname === uploadPath;
    const refusal =
      url === null
        ? badAddress
        : (judgeSource(request, isUpload) ?? judgeToken(request, url, credentials, url.pathname === "/"));
    if (refusal !== null || url === null) {
      refuseRequest(request, response, refusal ?? badAddress, isUpload);
    } else if (isUpload) {
      if (request.method === "PUT") void receiveUpload(service, request, url, response, log);
      else refuseMethod(request, response, "PUT");
    } else if (request.method !== "GET" && request.method !== "HEAD") {
      refuseMethod(request, response, "GET, HEAD");
    } else if (url.pathname === openedFilePath) {
      void sendOpenedFile(service, url, response);
    } else {
      if (url.pathname === "/" && url.searchParams.has(tokenParameter)) {
        response.setHeader("Set-Cookie", accessCookie(request.headers.host, credentials));
        response.setHeader("Cache-Control", "no-store");
      }
      servePage(request, response);
    }
  });
  // A large file over a slow tunnel takes its time; headers still have to come within a minute.
  server.requestTimeout = 0;

  server.on("upgrade", (request, socket, head) => {
    const url = parseUrl(request);
    const refusal =
      url === null ? badAddress : (judgeSource(request, true) ?? judgeToken(request, url, credentials, false));
    if (refusal !== null) refuseUpgrade(socket, refusal);
    else if (url?.pathname === socketPath) sockets.accept(request, socket, head);
    else if (proxy !== null) proxy.upgrade(request, socket, head);
    else refuseUpgrade(socket, badAddress);
  });

  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${loopback}:${port}/?${tokenParameter}=${credentials.token}`,
    close() {
      sockets.close();
      return closeServer(server);
    },
  };
}

const badAddress: Refusal = { status: 400, message: "There is nothing at this address." };

function createFileHandler(folder: string): Handler {
  const serve = sirv(folder, {
    etag: true,
    maxAge: 0,
    onNoMatch: (_request, response) => sendText(response, 404, badAddress.message),
  });
  return (request, response) => serve(request, response);
}

/** The address with this host as its base; null where it is none. */
function parseUrl(request: IncomingMessage): URL | null {
  try {
    return new URL(request.url ?? "", `http://${loopback}`);
  } catch {
    // Node lets malformed addresses through, such as `//`.
    return null;
  }
}

function refuseRequest(request: IncomingMessage, response: ServerResponse, refusal: Refusal, asOutcome: boolean): void {
  response.setHeader("Connection", "close");
  if (asOutcome) sendFault(response, refusal.status, { code: "bad-request", message: refusal.message });
  else sendText(response, refusal.status, refusal.message);
  request.resume();
}

function refuseMethod(request: IncomingMessage, response: ServerResponse, allowed: string): void {
  response.setHeader("Allow", allowed);
  response.setHeader("Connection", "close");
  sendText(response, 405, `This address takes ${allowed} only.`);
  request.resume();
}

function refuseUpgrade(socket: Duplex, { status, message }: Refusal): void {
  const reason = { 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden" }[status];
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
  );
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, loopback, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
