import type { LaneTrace, Received } from "../protocol/lane-trace";
import type { HandleKind, HandleRequest, Payload } from "../protocol/program";
import { bytesOf } from "./codec";

const queueWaits = { put: "put into", get: "get from", join: "join" };
const semaphoreWaits = { acquire: "acquire" };

/** What the timeline calls a request that may have to wait, by kind and operation. Locks tell of themselves. */
const waits: Partial<Readonly<Record<HandleKind, Readonly<Record<string, string>>>>> = {
  semaphore: semaphoreWaits,
  "bounded-semaphore": semaphoreWaits,
  condition: { wait: "wait for" },
  event: { wait: "wait for" },
  barrier: { wait: "wait for" },
  queue: queueWaits,
  "simple-queue": queueWaits,
  pipe: { send: "send to", receive: "receive from", poll: "poll" },
};

/** What a traced request is called; null for one that cannot wait. */
export function waitName(kind: HandleKind, name: string, { operation, timeoutMs }: HandleRequest): string | null {
  const word = timeoutMs === 0 ? undefined : waits[kind]?.[operation];
  return word === undefined ? null : `${word} ${name}`;
}

/** The request with an arrow's number on what it sends. */
export function withFlow(trace: LaneTrace, request: HandleRequest): { request: HandleRequest; flow: number } {
  const { parcel } = request;
  if (parcel === undefined) return { request, flow: 0 };
  const flow = trace.nextFlow();
  return { request: { ...request, parcel: { ...parcel, payload: { ...parcel.payload, flow } } }, flow };
}

/** What an answer brought. */
export function received(answer: unknown): Received {
  if (typeof answer !== "object" || answer === null || !("blocks" in answer)) return { flow: 0, bytes: Number.NaN };
  const payload = answer as Payload;
  return { flow: payload.flow ?? 0, bytes: bytesOf(payload) };
}
