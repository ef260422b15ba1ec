import type { Dataset } from "../../shared/contract/models";
import type { Outcome } from "../../shared/fault";

/** What the thread that looks at files can be asked: to open a dataset, or for one of its thumbnails. */
export type LookTask =
  | { readonly kind: "open"; readonly path: string; readonly given: Pick<Dataset, "id" | "origin"> }
  | { readonly kind: "thumbnail"; readonly dataset: Pick<Dataset, "files">; readonly index: number };

export interface LookRequest {
  readonly request: number;
  readonly task: LookTask;
}

export interface LookReply {
  readonly request: number;
  /** A `Dataset` or a `Thumbnail`, as was asked for. */
  readonly outcome: Outcome<unknown>;
}
