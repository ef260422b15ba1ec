import { Toast } from "@base-ui/react/toast";
import { type Fault, toFault } from "../shared/fault";

/** Short messages in the corner of the window, each for as long as it takes to read. */
export const toasts = Toast.createToastManager();

/** Milliseconds until a message goes, unless the pointer or the keyboard is at it. */
const noticeMs = 6_000;
const offerMs = 12_000;
const failureMs = 20_000;

/** Messages of failures, those that are gone by now included. */
const failures: string[] = [];

/** What a message offers to do. */
interface Offer {
  readonly label: string;
  run(): void;
}

export function notify(title: string, description?: string, offer?: Offer): void {
  const words = { title, description, type: "notice" };
  if (offer === undefined) toasts.add({ ...words, timeout: noticeMs });
  else {
    toasts.add({ ...words, timeout: offerMs, actionProps: { children: offer.label, onClick: () => offer.run() } });
  }
}

/** Shows a text whose first sentence says what it is about. */
export function notifySentences(text: string): void {
  const [first = "", ...others] = text.split(/(?<=\.)\s+/);
  notify(first.replace(/\.$/, ""), others.join(" "));
}

/** Takes back what failed before: the user has gone on to something else. */
export function dismissFailures(): void {
  for (const id of failures.splice(0)) toasts.close(id);
}

/**
 * Says what failed. Politely: an urgent message would be hidden from a screen reader at the place where it can be closed.
 *
 * @param title What was tried, such as `orders.csv was not opened`.
 */
export function notifyFailure(title: string, error: unknown): void {
  const fault = toFault(error);
  failures.push(toasts.add({ title, description: sentence(fault), timeout: failureMs, type: "failure" }));
}

/** A fault's message as a sentence of its own. */
export function sentence(fault: Pick<Fault, "message">): string {
  const text = fault.message.trim();
  return /[.:]$/.test(text) ? text : `${text}.`;
}
