/** What a task is told that asks for a lock while it holds it. */
export function heldAlready(lock: string): string {
  return `The task holds the lock "${lock}" already: to ask again would wait for itself forever.`;
}

/** What a task is told that gives back a lock that it does not hold. */
export function notHeld(lock: string): string {
  return `The task gave back the lock "${lock}" without holding it.`;
}
