import type { Lane } from "../../shared/trace/lanes";
import type { Arrangement } from "./arrangement";
import { emptyLayout, type Layout, layOut } from "./layout";
import type { TraceStore } from "./store/trace-store";

/** Lays lanes out anew only where something has changed: with a thousand lanes that takes milliseconds of every frame. */
export class LayoutCache {
  #lanes: readonly Lane[] | null = null;
  #arrangement: Arrangement | null = null;
  #queueRows: ReadonlySet<number> | null = null;
  #rows = -1;
  #layout: Layout = emptyLayout;

  /** The layout of a store's lanes; its lists are never changed but replaced. */
  layOut(store: TraceStore, arrangement: Arrangement, queueRows: ReadonlySet<number>): Layout {
    const lanes = store.lanes();
    const rows = rowsOf(store, lanes);
    const isSame =
      lanes === this.#lanes &&
      arrangement === this.#arrangement &&
      queueRows === this.#queueRows &&
      rows === this.#rows;
    if (!isSame) {
      this.#layout = layOut(store, arrangement, queueRows);
      this.#lanes = lanes;
      this.#arrangement = arrangement;
      this.#queueRows = queueRows;
      this.#rows = rows;
    }
    return this.#layout;
  }
}

/** Grows whenever a lane gets another level of nesting, or its first task. */
function rowsOf(store: TraceStore, lanes: readonly Lane[]): number {
  let count = 0;
  for (const { id } of lanes) {
    const rows = store.track(id)?.rows ?? [];
    count += rows.length + ((rows[0]?.length ?? 0) > 0 ? 1 : 0);
  }
  return count;
}
