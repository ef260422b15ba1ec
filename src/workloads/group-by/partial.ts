import type { KeysPartial, StatisticsPartial } from "../../library/worker";

/** Groups, and what was counted or added up for each, by the same number. */
export interface GroupByPartial {
  readonly keys: KeysPartial;
  readonly counts: Float64Array | null;
  readonly statistics: StatisticsPartial | null;
}
