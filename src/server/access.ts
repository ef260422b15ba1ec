import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { tokenParameter } from "../shared/contract/web-wire";

/** What a refused request is told, and why. */
export interface Refusal {
  readonly status: 400 | 401 | 403;
  /** One or two sentences: what is wrong, what to do. */
  readonly message: string;
}

export interface Credentials {
  /** The secret of this start, as it stands in the printed address. */
  readonly token: string;
}

/** 256 random bits, fit for addresses and cookies. */
export function createToken(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * Judges where a request comes from.
 *
 * Host: only names of this machine's own loopback, so that a foreign name that resolves to it (DNS rebinding) gets
 * nothing. Any port passes, since an SSH tunnel has one of its own. Origin: the page this host served, under the name
 * and port by which it was reached; a page of another port is a stranger.
 *
 * @param mustHaveOrigin Whether the request does something: then a missing origin is refused too.
 */
export function judgeSource(request: IncomingMessage, mustHaveOrigin: boolean): Refusal | null {
  const host = request.headers.host;
  if (host === undefined || !isLoopbackHost(host)) {
    return { status: 403, message: "Lanescope answers only to addresses of this computer, such as 127.0.0.1." };
  }
  const { origin } = request.headers;
  if (origin === undefined ? mustHaveOrigin : origin !== `http://${host}`) {
    return { status: 403, message: "Only pages that this Lanescope served may ask it for something." };
  }
  return null;
}

/** Whether a Host header names this machine's loopback interface, with or without a port. */
export function isLoopbackHost(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host);
}

/** Judges whether the request carries the token, in its cookie or, where `allowQuery`, in its address. */
export function judgeToken(
  request: IncomingMessage,
  url: URL,
  { token }: Credentials,
  allowQuery: boolean,
): Refusal | null {
  const inQuery = allowQuery ? url.searchParams.get(tokenParameter) : null;
  const given = inQuery ?? readCookie(request.headers.cookie, cookieName(request.headers.host));
  if (given !== null && sameSecret(given, token)) return null;
  return {
    status: 401,
    message: "This page has no access. Open the whole address that Lanescope printed when it started.",
  };
}

/**
 * The cookie that carries the token once the printed address was opened. Scripts cannot read it and no other site's
 * page can have it sent. Browsers keep cookies per host name, not per port: the port is part of its name.
 */
export function accessCookie(host: string | undefined, { token }: Credentials): string {
  return `${cookieName(host)}=${token}; Path=/; HttpOnly; SameSite=Strict`;
}

function cookieName(host: string | undefined): string {
  return `lanescope-${/:(\d+)$/.exec(host ?? "")?.[1] ?? "80"}`;
}

function readCookie(header: string | undefined, name: string): string | null {
  for (const part of (header ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}

/** Compares in a time that tells nothing about where the two differ. */
function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
