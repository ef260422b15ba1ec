/**
 * What is said of a task that ended while it held locks: they stay locked until somebody releases them, or its process
 * ends.
 *
 * @param where Such as `Process-1`.
 * @param locks At least one.
 */
export function leftLocks(where: string, locks: readonly { readonly name: string }[]): string {
  const names = locks.map(({ name }) => `"${name}"`).join(", ");
  return `${where}: a task ended while it held ${names}. Release locks where they are acquired, such as by lock.with(). [lock-not-released]\n`;
}
