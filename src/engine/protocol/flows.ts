/** Ids of the arrows between the parent and a task, unique within a run as task ids are. */

/** From where the parent dispatched a task to where it began. */
export function taskFlow(taskId: number): number {
  return taskId * 2;
}

/** From a task's end to where the parent took its result. */
export function resultFlow(taskId: number): number {
  return taskId * 2 + 1;
}
