import { CaseSensitive, ChevronDown, ChevronUp, Regex, Search, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { currentTimeline } from "../../commands/current-timeline";
import { useKeyOf } from "../../commands/registry";
import { IconButton } from "../../components/button";
import { formatCount, formatPercent } from "../../format";
import { announce } from "../../stores/app-store";
import { useSearchStore } from "../../stores/search-store";
import type { SearchInfo, SearchQuery } from "../../timeline";
import styles from "./search-bar.module.css";

/** How many places were found, and at which the user is. */
function countText({ count, at, done, progress, error }: SearchInfo): string {
  if (error !== null) return error;
  const found = at > 0 ? `${formatCount(at)} of ${formatCount(count)}` : formatCount(count);
  if (!done) return `${found}, ${formatPercent(progress)}`;
  if (count === 0) return "No matches";
  return at > 0 ? found : `${found} ${count === 1 ? "match" : "matches"}`;
}

function spokenText({ count, laneCount, error }: SearchInfo): string {
  if (error !== null) return error;
  if (count === 0) return "No matches.";
  const found = `${formatCount(count)} ${count === 1 ? "match" : "matches"} found`;
  if (laneCount === 0) return `${found}.`;
  return `${found}, ${laneCount === 1 ? "1 by a lane's name" : `${formatCount(laneCount)} by lanes' names`}.`;
}

function close(): void {
  useSearchStore.setState({ open: false });
  currentTimeline()?.focus();
}

/** Where names on the timeline are looked for. */
export function SearchBar(): ReactNode {
  const open = useSearchStore((state) => state.open);
  return open ? <OpenSearchBar /> : null;
}

function OpenSearchBar(): ReactNode {
  const { text, regex, matchCase, info, asked } = useSearchStore();
  const field = useRef<HTMLInputElement>(null);
  const keys = { next: useKeyOf("timeline.hitAfter"), before: useKeyOf("timeline.hitBefore") };
  useEffect(() => {
    if (asked === 0) return;
    field.current?.focus();
    field.current?.select();
  }, [asked]);
  // Once for what is looked for: the matches of a run that goes on would never be silent.
  const told = useRef<SearchQuery | null>(null);
  useEffect(() => {
    if (info === null || !info.done || told.current === info.query) return;
    told.current = info.query;
    announce(spokenText(info));
  }, [info]);
  const go = (direction: 1 | -1): void => {
    currentTimeline()?.perform(direction > 0 ? "hitAfter" : "hitBefore");
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  };
  const none = info?.done === true && info.count === 0;
  return (
    <search className={styles.bar} data-testid="search-bar">
      <Search size={14} strokeWidth={1.5} aria-hidden />
      <input
        ref={field}
        className={styles.field}
        value={text}
        onChange={(event) => useSearchStore.setState({ text: event.target.value })}
        onKeyDown={press}
        aria-label="Find names on the timeline"
        placeholder="Find slices and lanes"
        aria-invalid={(info?.error ?? null) !== null ? true : undefined}
        spellCheck={false}
        autoComplete="off"
      />
      <output
        className={`${styles.count} ${none || (info?.error ?? null) !== null ? styles.none : ""}`}
        data-testid="search-count"
      >
        {info === null ? "" : countText(info)}
      </output>
      <IconButton
        label="Match case"
        aria-pressed={matchCase}
        className={matchCase ? styles.on : ""}
        onClick={() => useSearchStore.setState({ matchCase: !matchCase })}
      >
        <CaseSensitive size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      <IconButton
        label="Regular expression"
        aria-pressed={regex}
        className={regex ? styles.on : ""}
        onClick={() => useSearchStore.setState({ regex: !regex })}
      >
        <Regex size={14} strokeWidth={1.5} aria-hidden />
      </IconButton>
      <IconButton label="Match before" keys={keys.before} disabled={(info?.count ?? 0) === 0} onClick={() => go(-1)}>
        <ChevronUp size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      <IconButton label="Next match" keys={keys.next} disabled={(info?.count ?? 0) === 0} onClick={() => go(1)}>
        <ChevronDown size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      <IconButton label="Close the search" keys="Esc" onClick={close}>
        <X size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
    </search>
  );
}
