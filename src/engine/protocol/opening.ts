import type { Dataset } from "../../shared/contract/models";
import type { Outcome } from "../../shared/fault";

/** Asks the thread that opens datasets for one. */
export interface OpeningRequest {
  readonly request: number;
  readonly path: string;
  readonly given: Pick<Dataset, "id" | "origin">;
}

export interface OpeningReply {
  readonly request: number;
  readonly outcome: Outcome<Dataset>;
}
