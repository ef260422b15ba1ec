import type { ServerResponse } from "node:http";
import { contentSecurityPolicy } from "../shared/contract/content-security-policy";
import type { Fault, Outcome } from "../shared/fault";

/** Headers of every answer, whatever it is. */
export function setSecurityHeaders(response: ServerResponse, host: string): void {
  response.setHeader("Content-Security-Policy", contentSecurityPolicy([`ws://${host}`]));
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("X-Frame-Options", "DENY");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
}

/** Answers with an outcome. An expected failure is no transport error: its status is 200 unless the host itself refuses. */
export function sendOutcome(response: ServerResponse, outcome: Outcome<unknown>, status = 200): void {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" });
  response.end(JSON.stringify(outcome));
}

export function sendFault(response: ServerResponse, status: number, fault: Fault): void {
  sendOutcome(response, { ok: false, fault }, status);
}

/** Answers a person who opened an address by hand. */
export function sendText(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  response.end(`${message}\n`);
}
