import { ImageOff } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import type { Dataset, Thumbnail } from "../../../shared/contract/models";
import { toFault } from "../../../shared/fault";
import { useActions } from "../../actions/context";
import { formatBytes, formatCount } from "../../format";
import styles from "./thumbnails.module.css";

/** Images that are shown: the first ones. */
const mostShown = 60;

/** Images that are asked for at once: few, so that the first ones stand there soon. */
const batch = 6;

/** Of the preview of labelled images. */
const labelColumn = 1;

interface ThumbnailsProps {
  readonly dataset: Dataset;
  readonly count: number;
}

/** The first images of a dataset, small; each comes as soon as it is decoded. */
export function Thumbnails({ dataset, count }: ThumbnailsProps): ReactNode {
  const { client } = useActions();
  const [thumbnails, setThumbnails] = useState<readonly Thumbnail[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const shown = Math.min(count, mostShown);
  const { id, modifiedMs } = dataset;
  // biome-ignore lint/correctness/useExhaustiveDependencies: images that changed are looked at again.
  useEffect(() => {
    let isWanted = true;
    const load = async (): Promise<void> => {
      setThumbnails([]);
      setFault(null);
      try {
        for (let from = 0; from < shown && isWanted; ) {
          // The very first one alone: it is there several times sooner.
          const asked = { datasetId: id, from, count: from === 0 ? 1 : Math.min(batch, shown - from) };
          const { thumbnails: next } = await client.request("datasets.thumbnails", asked);
          from += asked.count;
          if (isWanted) setThumbnails((before) => [...before, ...next]);
        }
      } catch (error) {
        if (isWanted) setFault(toFault(error).message);
      }
    };
    void load();
    return () => {
      isWanted = false;
    };
  }, [client, id, modifiedMs, shown]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard.
    <section className={styles.scroller} tabIndex={0} aria-label={`First images of ${dataset.name}`}>
      {fault !== null && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
      <ul className={styles.grid}>
        {Array.from({ length: shown }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: images do not move.
          <Cell key={index} thumbnail={thumbnails[index]} label={labelOf(dataset, index)} />
        ))}
      </ul>
      {count > shown && <p className={styles.more}>and {formatCount(count - shown)} more</p>}
    </section>
  );
}

function labelOf({ records, preview }: Dataset, index: number): string | undefined {
  return records === undefined ? undefined : preview[index]?.[labelColumn];
}

interface CellProps {
  readonly thumbnail: Thumbnail | undefined;
  /** What a labelled image shows; undefined for others. */
  readonly label: string | undefined;
}

function Cell({ thumbnail, label }: CellProps): ReactNode {
  if (thumbnail === undefined) return <li className={styles.cell} aria-hidden />;
  const { name, size, width, height, webp, remark } = thumbnail;
  const facts = webp === null ? formatBytes(size) : `${width} × ${height}, ${formatBytes(size)}`;
  const words = [name, facts, ...(remark === null ? [] : [remark])].join("\n");
  return (
    <li className={styles.cell} title={words} data-testid="thumbnail">
      <span className={styles.frame}>
        {webp === null ? (
          <ImageOff size={20} strokeWidth={1.5} aria-label={remark ?? "no picture"} />
        ) : (
          <img className={styles.image} src={`data:image/webp;base64,${webp}`} alt="" />
        )}
      </span>
      <span className={remark === null ? styles.name : `${styles.name} ${styles.remark}`}>
        {label === undefined ? name : `${name}: labelled ${label}`}
      </span>
    </li>
  );
}
