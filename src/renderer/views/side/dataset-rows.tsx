import { FileX, History, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Dataset, RecentDataset } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { formatBytes, formatPercent, formatWords } from "../../format";
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
  const share = upload.size > 0 ? upload.sent / upload.size : 0;
  return (
    <li className={styles.row}>
      <div className={`${styles.item} ${styles.upload}`}>
        <span className={styles.name} title={upload.name}>
          {upload.name}
        </span>
        <span className={styles.figure}>{formatPercent(share)}</span>
        <span
          className={styles.track}
          role="progressbar"
          aria-label={`Upload of ${upload.name}`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(share * 100)}
        >
          <span className={styles.fill} style={{ width: `${share * 100}%` }} />
        </span>
      </div>
      <button
        type="button"
        className={`${styles.remove} ${styles.always}`}
        aria-label={`Cancel the upload of ${upload.name}`}
        title="Cancel the upload"
        onClick={() => upload.cancel()}
      >
        <X size={14} strokeWidth={1.5} aria-hidden />
      </button>
    </li>
  );
}
