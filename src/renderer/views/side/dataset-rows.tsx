import { FileX, History, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Dataset, Opening, RecentDataset } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { formatBytes, formatCount, formatPercent, formatWords } from "../../format";
import type { Upload } from "../../stores/dataset-store";
import { DatasetIcon } from "../icons";
import styles from "./side-bar.module.css";

export function DatasetRow({ dataset, chosen }: { readonly dataset: Dataset; readonly chosen: boolean }): ReactNode {
  const actions = useActions();
  return (
    <li className={styles.row} data-testid="dataset-row">
      <button
        type="button"
        className={styles.item}
        aria-current={chosen ? "true" : undefined}
        onClick={() => actions.datasets.choose(dataset.id)}
        title={dataset.origin === "upload" ? dataset.name : dataset.path}
      >
        <DatasetIcon format={dataset.format} />
        <span className={styles.name}>{dataset.name}</span>
        <span className={styles.figure}>
          {formatWords[dataset.format]} · {formatBytes(dataset.size)}
        </span>
      </button>
      <button
        type="button"
        className={styles.remove}
        aria-label={`Remove ${dataset.name} from the list`}
        title="Remove from the list"
        onClick={() => void actions.datasets.remove(dataset)}
      >
        <X size={14} strokeWidth={1.5} aria-hidden />
      </button>
    </li>
  );
}

/** A dataset that was opened before, or what is left of it. */
export function RecentRow({ recent }: { readonly recent: RecentDataset }): ReactNode {
  const actions = useActions();
  const { name, path, size, isThere } = recent;
  const Icon = isThere ? History : FileX;
  return (
    <li className={styles.row} data-testid="recent-row">
      <button
        type="button"
        className={isThere ? styles.item : `${styles.item} ${styles.gone}`}
        onClick={() => void actions.datasets.openRecent(recent)}
        title={isThere ? path : `${path} is gone, or its disk does not answer`}
      >
        <Icon size={16} strokeWidth={1.5} aria-hidden />
        <span className={styles.name}>{name}</span>
        {isThere ? (
          <span className={styles.figure}>{formatBytes(size)}</span>
        ) : (
          <span className="visually-hidden">gone</span>
        )}
      </button>
      <button
        type="button"
        className={isThere ? styles.remove : `${styles.remove} ${styles.always}`}
        aria-label={`Remove ${name} from the recent data`}
        title="Remove from the list"
        onClick={() => void actions.datasets.forgetRecent(recent)}
      >
        <X size={14} strokeWidth={1.5} aria-hidden />
      </button>
    </li>
  );
}

export function UploadRow({ upload }: { readonly upload: Upload }): ReactNode {
  const { name, size, sent, cancel } = upload;
  const share = size > 0 ? sent / size : 0;
  return (
    <UnderWay name={name} what={`upload of ${name}`} figure={formatPercent(share)} share={share} onCancel={cancel} />
  );
}

/** A folder of many files that are being listed. */
export function OpeningRow({ opening }: { readonly opening: Opening }): ReactNode {
  const actions = useActions();
  const { name, files, total } = opening;
  return (
    <UnderWay
      name={name}
      what={`look for the files of ${name}`}
      figure={total === null ? `${formatCount(files)} files` : `${formatCount(files)} of ${formatCount(total)} files`}
      share={total === null ? null : files / total}
      onCancel={() => void actions.datasets.cancel(opening)}
    />
  );
}

interface UnderWayProps {
  readonly name: string;
  /** What takes so long, as in `upload of photos`. */
  readonly what: string;
  readonly figure: string;
  /** How much is done, 0 to 1; null where nobody knows. */
  readonly share: number | null;
  onCancel(): void;
}

/** What will be a dataset. */
function UnderWay({ name, what, figure, share, onCancel }: UnderWayProps): ReactNode {
  return (
    <li className={styles.row}>
      <div className={`${styles.item} ${styles.upload}`}>
        <span className={styles.name} title={name}>
          {name}
        </span>
        <span className={styles.figure}>{figure}</span>
        <span
          className={styles.track}
          role="progressbar"
          aria-label={what.charAt(0).toUpperCase() + what.slice(1)}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={share === null ? undefined : Math.floor(share * 100)}
          aria-valuetext={figure}
        >
          <span className={styles.fill} style={{ width: `${(share ?? 0) * 100}%` }} />
        </span>
      </div>
      <button
        type="button"
        className={`${styles.remove} ${styles.always}`}
        aria-label={`Cancel the ${what}`}
        title={`Cancel the ${what}`}
        onClick={onCancel}
      >
        <X size={14} strokeWidth={1.5} aria-hidden />
      </button>
    </li>
  );
}
