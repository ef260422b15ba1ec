import { Autocomplete } from "@base-ui/react/autocomplete";
import { ListFilter, X } from "lucide-react";
import { type ReactNode, useId, useMemo, useRef, useState } from "react";
import { IconButton } from "../../components/button";
import floating from "../../components/floating.module.css";
import { type Completion, completionsOf, type KnownTexts, type ParsedFilter } from "../../timeline";
import styles from "./filter-field.module.css";

interface FilterFieldProps {
  readonly text: string;
  readonly parsed: ParsedFilter;
  readonly known: KnownTexts;
  readonly onChange: (text: string) => void;
}

/** A filter by words, with what may follow and what is wrong. */
export function FilterField({ text, parsed, known, onChange }: FilterFieldProps): ReactNode {
  const errorId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const completions = useMemo(() => completionsOf(text, known), [text, known]);
  const shown = open && completions.length > 0;
  const error = parsed.ok ? null : parsed.error;
  const change = (next: string): void => {
    onChange(next);
    setOpen(true);
  };
  return (
    // Inline: a popup of its own would hide the rest of the window from screen readers.
    <Autocomplete.Root inline open={shown} items={completions} mode="none" value={text} itemToStringValue={textOf}>
      <div className={styles.field} data-invalid={error === null ? undefined : ""}>
        <ListFilter size={14} strokeWidth={1.5} aria-hidden />
        <Autocomplete.Input
          ref={field}
          className={styles.input}
          aria-label="Filter events"
          aria-expanded={shown}
          aria-invalid={error === null ? undefined : true}
          aria-describedby={error === null ? undefined : errorId}
          placeholder='Filter, such as name ~ "chunk" and dur > 2 ms'
          spellCheck={false}
          onChange={(event) => change(event.target.value)}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown" && !shown) setOpen(true);
            if (event.key !== "Escape") return;
            // It closes the list, and leaves the filter as it is.
            event.preventBaseUIHandler();
            setOpen(false);
          }}
          data-testid="events-filter"
        />
        {text !== "" && (
          <IconButton label="Clear the filter" className={styles.clear} onClick={() => onChange("")}>
            <X size={14} strokeWidth={1.5} aria-hidden />
          </IconButton>
        )}
        {shown && (
          // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps the keyboard where it is.
          <div className={`${floating.popup} ${styles.popup}`} onMouseDown={(event) => event.preventDefault()}>
            <Autocomplete.List aria-label="How the filter may go on">
              {(item: Completion) => (
                <Autocomplete.Item
                  key={item.label}
                  value={item}
                  className={floating.item}
                  onClick={() => {
                    change(item.text);
                    field.current?.focus();
                  }}
                >
                  <code className={styles.label}>{item.label}</code>
                  <span className={floating.itemHint}>{item.hint}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </div>
        )}
      </div>
      {/* What is only missing at the end is being asked for by the list. */}
      {error !== null && !(shown && error.from === text.length) && (
        <FilterFault id={errorId} text={text} error={error} />
      )}
    </Autocomplete.Root>
  );
}

function textOf({ text }: Completion): string {
  return text;
}

interface FilterFaultProps {
  readonly id: string;
  readonly text: string;
  readonly error: Extract<ParsedFilter, { ok: false }>["error"];
}

/** What is wrong with a filter; the place is marked in its text. */
function FilterFault({ id, text, error: { message, from, to } }: FilterFaultProps): ReactNode {
  return (
    <p id={id} className={styles.fault} role="status" data-testid="filter-error">
      {message}:{" "}
      <code>
        {text.slice(0, from)}
        <mark className={styles.place}>{from === to ? "\u2038" : text.slice(from, to)}</mark>
        {text.slice(to)}
      </code>
    </p>
  );
}
