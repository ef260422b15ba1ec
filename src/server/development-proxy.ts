import { type IncomingMessage, request as openRequest, type ServerResponse } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { sendText } from "./responses";

/** Hands on to Vite's development server, so that the page and its hot reload come from this host's own address. */
export interface DevelopmentProxy {
  handle(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** @param target Address of the development server, such as `http://localhost:5173`. */
export function createDevelopmentProxy(target: string): DevelopmentProxy {
  const { hostname, port, host } = new URL(target);
  return {
    handle(request, response) {
      const headers = { ...request.headers, host };
      const onward = openRequest({ hostname, port, path: request.url, method: request.method, headers }, (answer) => {
        // Vite's own scripts are inline: the strict policy would refuse them.
        response.removeHeader("Content-Security-Policy");
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on("error", (error) => {
        if (response.headersSent) response.destroy();
        else sendText(response, 502, `The development server at ${target} does not answer: ${error.message}`);
      });
      request.pipe(onward);
    },
    upgrade(request, socket, head) {
      const onward = connect(Number(port), hostname, () => {
        const headers: string[] = [];
        for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
          const name = request.rawHeaders[index] as string;
          const value = name.toLowerCase() === "host" ? host : request.rawHeaders[index + 1];
          headers.push(`${name}: ${value}\r\n`);
        }
        onward.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers.join("")}\r\n`);
        onward.write(head);
        socket.pipe(onward).pipe(socket);
      });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
      socket.on("close", () => onward.destroy());
    },
  };
}
