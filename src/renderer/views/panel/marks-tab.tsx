import { Download, Link, Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useActions } from "../../actions/context";
import { currentTimeline } from "../../commands/current-timeline";
import { Button, IconButton } from "../../components/button";
import { announce } from "../../stores/app-store";
import { marksOf, putMarks, useMarkStore, useMarks } from "../../stores/mark-store";
import type { Mark } from "../../timeline";
import { formatDuration, formatTime } from "../../timeline/format";
import styles from "./bottom-panel.module.css";
import own from "./marks-tab.module.css";
import { PanelTools } from "./panel-tools";

/** The marks of a trace: to go to, to write notes, to take away. @param trace Under what they are kept. */
export function MarksTab({ trace }: { readonly trace: string }): ReactNode {
  const { views } = useActions();
  const marks = [...useMarks(trace)].sort((a, b) => a.fromNs - b.fromNs);
  const remove = (mark: Mark): void => {
    putMarks(
      trace,
      marksOf(trace).filter(({ id }) => id !== mark.id),
    );
    announce("The mark is gone.");
    currentTimeline()?.focus();
  };
  return (
    <section className={styles.scroll} aria-label="Marks">
      <PanelTools>
        <Button look="quiet" onClick={() => views.copyLink()} data-testid="copy-link">
          <Link size={14} strokeWidth={1.5} aria-hidden />
          Copy link
        </Button>
        <Button look="quiet" onClick={() => void views.save()} data-testid="save-view">
          <Download size={14} strokeWidth={1.5} aria-hidden />
          Save view and marks
        </Button>
      </PanelTools>
      <table className={styles.grid} data-testid="marks">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" className={styles.right}>
              Length
            </th>
            <th scope="col" className={styles.wide}>
              Note
            </th>
            <th scope="col">
              <span className="visually-hidden">Delete</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {marks.map((mark) => (
            <MarkRow key={mark.id} trace={trace} mark={mark} onRemove={() => remove(mark)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface MarkRowProps {
  readonly trace: string;
  readonly mark: Mark;
  readonly onRemove: () => void;
}

function MarkRow({ trace, mark, onRemove }: MarkRowProps): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const toWrite = useMarkStore((state) => state.toWrite === mark.id);
  useEffect(() => {
    if (!toWrite) return;
    field.current?.focus();
    field.current?.scrollIntoView({ block: "nearest" });
    useMarkStore.setState({ toWrite: null });
  }, [toWrite]);
  const time = formatTime(mark.fromNs, 1e5);
  return (
    <tr>
      <td>
        <button type="button" className={own.time} onClick={() => currentTimeline()?.showMark(mark)}>
          {time}
        </button>
      </td>
      <td className={styles.right}>{mark.toNs > mark.fromNs ? formatDuration(mark.toNs - mark.fromNs) : ""}</td>
      <td className={styles.wide}>
        <input
          ref={field}
          className={own.note}
          value={mark.note}
          aria-label={`Note of the mark at ${time}`}
          placeholder="Write a note"
          onChange={(event) =>
            putMarks(
              trace,
              marksOf(trace).map((one) => (one.id === mark.id ? { ...one, note: event.target.value } : one)),
            )
          }
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== "Escape") return;
            event.preventDefault();
            currentTimeline()?.focus();
          }}
        />
      </td>
      <td>
        <IconButton label={`Delete the mark at ${time}`} className={own.remove} onClick={onRemove}>
          <Trash2 size={14} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </td>
    </tr>
  );
}
