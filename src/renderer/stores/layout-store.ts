import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";

export const panelTabs = [
  "selection",
  "statistics",
  "locks",
  "waiters",
  "events",
  "result",
  "output",
  "problems",
  "marks",
] as const;
export type RunTab = (typeof panelTabs)[number];
/** A series has two of its own. */
export type PanelTab = RunTab | "comparison" | "shares";

type Page = "start" | "catalogue" | "setup" | "program" | "run" | "trace" | "series" | "learn";

interface LayoutState {
  readonly page: Page;
  /** The page before a reload, null where there was none. */
  readonly pageBefore: Page | null;
  readonly shownRunId: string | null;
  /** The series that was shown last. */
  readonly shownSeriesId: string | null;
  /** The trace from a file that was shown last; gone with a reload. */
  readonly shownTraceId: string | null;
  readonly tab: PanelTab;
  /** Null: by the window's width. */
  readonly sideBarOpen: boolean | null;
  /** Whether the side bar lists the programs. Null: while no run stands below them, or one of them is shown. */
  readonly programsOpen: boolean | null;
  /** Whether a program's source stands beside its timeline. */
  readonly sourceOpen: boolean;
  readonly dialog: "help" | "palette" | "path" | "about" | null;
}

/** Where the user is, remembered for a reload of this window. */
export const useLayoutStore = create<LayoutState>()(
  persist(
    (): LayoutState => ({
      page: "start",
      pageBefore: null,
      shownRunId: null,
      shownSeriesId: null,
      shownTraceId: null,
      tab: "selection",
      sideBarOpen: null,
      programsOpen: null,
      sourceOpen: true,
      dialog: null,
    }),
    {
      name: "lanescope.layout",
      storage: createJSONStorage(() => sessionStorage),
      partialize: ({ page, shownRunId, shownSeriesId, tab, sideBarOpen, programsOpen, sourceOpen }) => ({
        pageBefore: page,
        shownRunId,
        shownSeriesId,
        tab,
        sideBarOpen,
        programsOpen,
        sourceOpen,
      }),
    },
  ),
);
