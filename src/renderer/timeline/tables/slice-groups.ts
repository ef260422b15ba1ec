import { type CategoryName, categories } from "../../../shared/trace/records";
import { categoryNames, categoryWords } from "../store/queries";
import type { TraceStore } from "../store/trace-store";

/** What a slice is grouped by, as a number: its category and its name, the lock it waits for, or that it is a chunk. */
export function groupKey(category: number, name: number, subject: number, hasValue: boolean): number {
  const id = category === categories.lockWait && subject !== 0 ? subject : name;
  const flag = category === categories.lockWait ? subject !== 0 : hasValue && name === 0;
  return (id * 2 + (flag ? 1 : 0)) * categoryNames.length + category;
}

/** The words for a group of slices, and their category. */
export function groupOf(store: TraceStore, key: number): { readonly name: string; readonly category: CategoryName } {
  const kind = key % categoryNames.length;
  const rest = Math.floor(key / categoryNames.length);
  const [id, flag] = [Math.floor(rest / 2), rest % 2 === 1];
  const category = categoryNames[kind]!;
  if (kind === categories.lockWait && flag) {
    const lock = store.track(id)?.lane.name ?? "";
    return { name: lock === "" ? categoryWords.lockWait : `wait ${lock}`, category };
  }
  if (flag) return { name: kind === categories.task ? "chunk" : categoryWords[category], category };
  const text = store.name(id);
  return { name: text === "" ? categoryWords[category] : text, category };
}
