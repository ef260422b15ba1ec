import type { LanesInfo } from "./types";

/** Tells what there is of lanes when it is something else than before. */
export class LanesReport {
  readonly #onLanes: (lanes: LanesInfo) => void;
  #told: LanesInfo | null = null;

  constructor(onLanes: (lanes: LanesInfo) => void) {
    this.#onLanes = onLanes;
  }

  tell(lanes: LanesInfo): void {
    const before = this.#told;
    if (
      before?.total === lanes.total &&
      before.matching === lanes.matching &&
      before.hidden === lanes.hidden &&
      before.headerWidth === lanes.headerWidth
    ) {
      return;
    }
    this.#told = lanes;
    this.#onLanes(lanes);
  }
}
