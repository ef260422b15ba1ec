import type { Fault, Outcome } from "../../../shared/fault";
import type { HandleDescriptor } from "../../protocol/program";
import type { Waiters } from "./waiters";

export const done: Outcome<null> = { ok: true, value: null };
export const yes: Outcome<boolean> = { ok: true, value: true };
export const no: Outcome<boolean> = { ok: true, value: false };

/** Answers everybody who waits with the same failure. */
export function answerAll<Wish>(waiters: Waiters<Wish>, fault: Fault): void {
  for (const { caller } of waiters.removeAll()) caller.answer({ ok: false, fault });
}

export function closedFault({ kind, name }: HandleDescriptor): Fault {
  return { code: "handle-closed", message: `The ${kind} "${name}" was closed while somebody waited for it.` };
}
