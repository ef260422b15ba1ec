import type { Lane, LaneKind } from "../../shared/trace/lanes";
import type { CategoryName } from "../../shared/trace/records";
import type { TimelineAction } from "./actions";
import type { Arrangement, EntryId } from "./arrangement";
import type { Colouring } from "./draw/colouring";
import type { SearchQuery } from "./search/matcher";
import type { SliceRef } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import type { TimelineTheme } from "./theme";
import type { TimeRange } from "./view";

/** All phases of one name within a task. */
export interface PhaseInfo {
  readonly name: string;
  readonly category: CategoryName;
  /** Nanoseconds of all of them. */
  readonly ns: number;
  readonly count: number;
}

/** Times are nanoseconds since the trace's epoch. */
export interface SliceInfo {
  readonly laneId: number;
  readonly laneName: string;
  readonly name: string;
  readonly category: CategoryName;
  readonly startNs: number;
  /** Null while the slice is open. */
  readonly endNs: number | null;
  /** Where it ended or, while it is open, how far it was known to reach; the figures below are up to there. */
  readonly untilNs: number;
  /** Whether it is a point in time: it has no duration. */
  readonly isMoment: boolean;
  /** What to say of an open one: `still running`, `still waiting`. */
  readonly openWords: string;
  /** The slice's number, such as a chunk's index. */
  readonly value: number | null;
  /** 1 for the first try. */
  readonly attempt: number | null;
  /** What the slice's end told: bytes, rows. */
  readonly amount: number | null;
  /** Byte of the trace's file at which the event's text begins, null where the trace is none of a file. */
  readonly place: number | null;
  /** More facts, in the order in which to show them: `Held by`, `Also waited`, `Worker, task`. */
  readonly detail: readonly { readonly label: string; readonly value: string }[];
  /** Tasks: their phases by name, in the order in which each first began; else empty. */
  readonly inside: readonly PhaseInfo[];
  /** Lock waits: who held the lock meanwhile, by worker and task, in order; else empty. */
  readonly holders: readonly PhaseInfo[];
}

/** What a holder did while somebody waited: all slices of one name. */
export interface DoneInfo extends PhaseInfo {
  readonly laneName: string;
}

/** Somebody else who waited meanwhile. */
export interface WaiterInfo {
  readonly laneName: string;
  /** Nanoseconds of it within the wait. */
  readonly ns: number;
  /** Its own wait, null where its records are not there. */
  readonly wait: SliceRef | null;
}

/** What a holder waited for in its turn, and so on, down to somebody who was not blocked, or round in a circle. */
export interface RootCause {
  /** Who waits for what, step by step. */
  readonly sentence: string;
  readonly isCircle: boolean;
  /** What the last one did; of a circle the next wait. */
  readonly place: SliceRef;
}

/** Why a wait for a lock took as long as it did. */
export interface WaitStory {
  readonly victim: string;
  readonly lock: string;
  /** The hold that made it wait for longest, null where nobody held the lock. */
  readonly holder: SliceRef | null;
  /** What the holders did meanwhile, the longest first. */
  readonly doing: readonly DoneInfo[];
  /** Who else waited, the longest first. */
  readonly others: readonly WaiterInfo[];
  /** Null where no holder was blocked itself. */
  readonly root: RootCause | null;
}

export interface HoverInfo {
  readonly slice: SliceInfo | null;
  readonly laneId: number;
  readonly timeNs: number;
  /** Where the pointer is, CSS pixels from the left of the host. */
  readonly x: number;
  /** From where to where what it is on stands, CSS pixels from the top of the host: the lane, or of a high one the row. */
  readonly top: number;
  readonly bottom: number;
}

export interface RangeInfo {
  readonly fromNs: number;
  readonly toNs: number;
  readonly lanes: readonly {
    readonly laneId: number;
    readonly laneName: string;
    readonly kind: LaneKind;
    /** Nanoseconds of each category within the range; they add up to the lane's life within it. */
    readonly shares: Readonly<Record<CategoryName, number>>;
  }[];
}

export type TimelineSelection =
  | {
      readonly kind: "slice";
      /** Leads to it again. */
      readonly ref: SliceRef;
      readonly slice: SliceInfo;
      /** Waits for a lock: why; else null. */
      readonly story: WaitStory | null;
    }
  | { readonly kind: "range"; readonly range: RangeInfo };

/** A place that the user marked, nanoseconds since the trace's epoch; both times are the same for a point. */
export interface Mark {
  readonly id: string;
  readonly fromNs: number;
  readonly toNs: number;
  /** What the user wrote, empty for nothing. */
  readonly note: string;
}

/** What is in view. */
export interface ShownView extends TimeRange {
  /** How far the lanes are scrolled, CSS pixels. */
  readonly scrollTop: number;
}

/** How far a search is. */
export interface SearchInfo {
  readonly query: SearchQuery;
  /** Slices and lanes found so far. */
  readonly count: number;
  readonly laneCount: number;
  /** Which one the user is at, from 1; 0 before the first. */
  readonly at: number;
  /** Share of the trace that has been looked through, 0 to 1. */
  readonly progress: number;
  readonly done: boolean;
  /** Why nothing can be looked for; null where it can. */
  readonly error: string | null;
}

export interface ViewInfo {
  readonly fromNs: number;
  readonly toNs: number;
  /** Whether the view keeps up with the newest time. */
  readonly following: boolean;
}

export interface HistoryInfo {
  readonly back: boolean;
  readonly forward: boolean;
}

/** A lane or a group in the header column. Places are CSS pixels below the ruler, from the host's left edge. */
export interface HeaderTarget {
  readonly id: EntryId;
  readonly name: string;
  /** Null for groups. */
  readonly laneKind: LaneKind | null;
  readonly collapsed: boolean;
  readonly pinned: boolean;
  /** Whether it goes by a name given by hand. */
  readonly renamed: boolean;
  readonly canMoveUp: boolean;
  readonly canMoveDown: boolean;
  /** Lanes of the same kind that can be drawn in it, too. */
  readonly candidates: readonly Pick<Lane, "id" | "name">[];
  /** Whether others are. */
  readonly isShared: boolean;
  /** The lane itself, or the lanes of the group. */
  readonly laneIds: readonly number[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What of the lanes is shown. */
export interface LanesInfo {
  readonly total: number;
  /** How many the filter lets through. */
  readonly matching: number;
  /** How many were hidden by hand. */
  readonly hidden: number;
  /** Width of the header column, CSS pixels. */
  readonly headerWidth: number;
}

export interface TimelineOptions {
  readonly theme: TimelineTheme;
  /** The pointer is over a lane, or null when it left. */
  onHover(info: HoverInfo | null): void;
  onSelect(selection: TimelineSelection | null): void;
  /** Whether there are selections to go back or forward to. */
  onHistory(history: HistoryInfo): void;
  /** The user marked a place; whoever keeps the marks hands them back by `setMarks`. */
  onMark(range: TimeRange): void;
  /** The user chose a mark by its flag. */
  onMarkChosen(mark: Mark): void;
  /** A search went on; null: nothing is looked for. */
  onSearch(info: SearchInfo | null): void;
  /** At most once a frame. */
  onViewChange(view: ViewInfo): void;
  /** The user wants the lanes arranged so; they are once `setArrangement` says so. */
  onArrange(arrangement: Arrangement): void;
  /** The pointer is on another header, or on none. */
  onHeader(target: HeaderTarget | null): void;
  /** The user asks for the menu of a lane or a group. */
  onMenu(target: HeaderTarget): void;
  onRename(target: HeaderTarget): void;
  onLanes(lanes: LanesInfo): void;
}

export interface Captions {
  readonly progress: string;
  readonly remaining: string;
  readonly runs: readonly RunCaption[];
}

/** What stands beside a run's strip on the overview of several. */
export interface RunCaption {
  readonly letter: string;
  readonly name: string;
  readonly time: string;
}

export interface Timeline {
  setStore(store: TraceStore | null): void;
  /** The store took in more. */
  storeGrew(): void;
  /** False once the run is over: a view that still follows then fits the whole run. */
  setLive(live: boolean): void;
  setTheme(theme: TimelineTheme): void;
  /** The overview reaches to the estimated end; null where there is no estimate. */
  setProgressEstimateNs(totalNs: number | null): void;
  /**
   * Texts beside the overview, such as `54 % of 4.12 GB, 235 MB/s` and `about 8.1 s left`; empty for none. `runs` stand in the
   * place of the clock, each beside its strip, where there are few enough.
   */
  setCaptions(captions: Captions): void;
  /** Does what a key or a menu asks for, and says to a screen reader what it led to. */
  perform(action: TimelineAction): void;
  /** Selects a slice and brings it into view; nothing happens where it is gone. */
  goTo(ref: SliceRef): void;
  /** Brings a lane into sight; a lock's waits and holds are lit until something else is chosen. Null ends that. */
  showLane(laneId: number | null): void;
  setMarks(marks: readonly Mark[]): void;
  /** Brings a mark into the middle of the view, and says it. */
  showMark(mark: Mark): void;
  /** What is in view, or about to be. */
  shownView(): ShownView;
  /** How far the trace that is shown reaches, nanoseconds since its epoch; 0 while there is none. */
  readonly endNs: number;
  /** Shows what was in view before. */
  showView(view: ShownView): void;
  /** Looks for names, and dims everything else meanwhile; null ends that. */
  look(query: SearchQuery | null): void;
  /**
   * Slices that were found by what the trace's file tells of them besides their names belong to the newest search, too.
   *
   * @param places Bytes of the file at which their events begin.
   * @param share Of the file, that was looked through: 0 to 1. Below 1 the search goes on.
   */
  takeFound(places: Float64Array, share: number): void;
  setArrangement(arrangement: Arrangement): void;
  /** What the colour of work tells. */
  setColouring(colouring: Colouring): void;
  /** Moves a lane or a group one place up or down within its group. */
  moveEntry(id: EntryId, direction: 1 | -1): void;
  /** Shows where something is to be seen that the detectors found: its lanes, its stretch of time, its slices lit. */
  showFinding(id: number): void;
  /** Gives the keyboard to the canvas. */
  focus(): void;
  /** Whether the canvas has the keyboard. */
  readonly hasFocus: boolean;
  /** What a screen reader says of the keys. */
  setHelp(text: string): void;
  destroy(): void;
}
