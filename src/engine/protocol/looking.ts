import type { Dataset } from "../../shared/contract/models";
import type { Outcome } from "../../shared/fault";

/** What becomes a dataset: a file or a folder, several files as one, or the files that a list names once more. */
export type DatasetSource =
  | { readonly path: string }
  /** Absolute. */
  | { readonly paths: readonly string[] }
  /** Path of a list of files with absolute paths. */
  | { readonly list: string };

/** What opening a dataset needs to know besides what it is made of. */
export interface DatasetGiven {
  readonly id: string;
  readonly origin: Dataset["origin"];
  /** Where the list of many files goes, for the workers. */
  readonly listsFolder: string;
}

/** What is known of a dataset of images: many files, or an IDX set. */
export type PicturedDataset = Pick<Dataset, "files" | "records" | "path">;

/** What the thread that looks at files can be asked: to open a dataset, or for one of its thumbnails. */
export type LookTask =
  | { readonly kind: "open"; readonly source: DatasetSource; readonly given: DatasetGiven }
  | { readonly kind: "thumbnail"; readonly dataset: PicturedDataset; readonly index: number };

export type LookRequest =
  | { readonly request: number; readonly task: LookTask }
  /** What was asked is not wanted any more: its answer is, at the latest, that it was given up. */
  | { readonly request: number; readonly task: null };

export type LookReply =
  /** A `Dataset` or a `Thumbnail`, as was asked for. */
  | { readonly request: number; readonly outcome: Outcome<unknown> }
  /** How far it is: `ListingWatch.onFiles`. */
  | { readonly request: number; readonly files: number; readonly total: number | null };
