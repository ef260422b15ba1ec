import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { Service, ServiceLog, ViewPort } from "../engine/service/types";
import { traceWindowBytes } from "../shared/contract/events";
import {
  type ClientMessage,
  clientMessageSchema,
  encodeTraceFrame,
  type HostMessage,
  maxClientTextBytes,
} from "../shared/contract/web-wire";

/** How often a view is asked whether it is still there; one that has not answered by the next time is let go. */
const heartbeatMs = 15_000;

/** Bytes that may wait for a view that does not read: the trace's window and room for answers and events. */
const maxWaitingBytes = traceWindowBytes + 64 * 1024 * 1024;

/** Close codes of RFC 6455. */
const closeCodes = { goingAway: 1001, policy: 1008 } as const;

export interface Sockets {
  /** Takes over a connection that was judged already. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** Connects every WebSocket to the service as a view of its own. */
export function createSockets(service: Service, log: ServiceLog): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxClientTextBytes, perMessageDeflate: false });
  const alive = new WeakSet<WebSocket>();
  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.delete(socket)) {
        log.warn("a view stopped answering; its connection is closed");
        socket.terminate();
      } else socket.ping();
    }
  }, heartbeatMs);
  heartbeat.unref();
  return {
    accept(request, duplex, head) {
      server.handleUpgrade(request, duplex, head, (socket) => {
        alive.add(socket);
        socket.on("pong", () => alive.add(socket));
        connectView(service, socket, log);
      });
    },
    close() {
      clearInterval(heartbeat);
      for (const socket of server.clients) socket.close(closeCodes.goingAway, "Lanescope ended");
      server.close();
    },
  };
}

function connectView(service: Service, socket: WebSocket, log: ServiceLog): void {
  const send = (data: string | Uint8Array): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxWaitingBytes) {
      log.warn("a view does not read what it is sent; its connection is closed");
      socket.terminate();
      return;
    }
    socket.send(data);
  };
  const tell = (message: HostMessage): void => send(JSON.stringify(message));
  const view: ViewPort = {
    event: (event) => tell(["event", event]),
    trace: (message) => send(encodeTraceFrame(message)),
  };
  const connection = service.connect(view);
  socket.on("message", (data, isBinary) => {
    const message = isBinary ? null : parseClientMessage(data);
    if (message === null) {
      log.warn("a view sent something that is no message; its connection is closed");
      socket.close(closeCodes.policy, "not a message of Lanescope");
      return;
    }
    if (message[0] === "acknowledge") {
      connection.acknowledgeTrace(message[1]);
      return;
    }
    const [, id, name, input] = message;
    void connection.request(name, input).then((outcome) => tell(["outcome", id, outcome]));
  });
  socket.on("error", (error) => log.warn(`a view's connection failed: ${error.message}`));
  socket.on("close", () => connection.close());
}

function parseClientMessage(data: RawData): ClientMessage | null {
  try {
    return clientMessageSchema.parse(JSON.parse(String(data)));
  } catch {
    // Not JSON, or JSON of another shape: the caller ends the connection.
    return null;
  }
}
