import { WebSocket } from "ws";
import type { SocketLike } from "../../../src/renderer/bridge/web-connection";
import { WebConnection } from "../../../src/renderer/bridge/web-connection";
import type { WebHost } from "../../../src/server/web-host";
import { socketPath } from "../../../src/shared/contract/web-wire";

/** What a browser that opened the printed address sends with everything. */
export interface Visitor {
  readonly origin: string;
  readonly cookie: string;
}

/** Opens the printed address as a browser would. */
export async function visit(host: WebHost): Promise<Visitor> {
  const answer = await fetch(host.url);
  const cookie = /^[^;]+/.exec(answer.headers.get("set-cookie") ?? "")?.[0];
  if (cookie === undefined) throw new Error(`no cookie: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  return { origin: new URL(host.url).origin, cookie };
}

/** Connects as the page does. @param onSocket Told of every socket that is opened. */
export function connect(visitor: Visitor, onSocket: (socket: WebSocket) => void = () => undefined): WebConnection {
  return new WebConnection({
    openSocket: () => {
      const socket = new WebSocket(`${visitor.origin.replace("http", "ws")}${socketPath}`, {
        origin: visitor.origin,
        headers: { cookie: visitor.cookie },
      });
      // The close that follows is what counts.
      socket.on("error", () => undefined);
      onSocket(socket);
      return socket as unknown as SocketLike;
    },
    onRefused: () => undefined,
  });
}
