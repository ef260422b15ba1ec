import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import { type Arrangement, type Colouring, type HeaderTarget, type LanesInfo, plainArrangement } from "../timeline";

/** Groups that every trace has: whether they are open is remembered for the next one. */
const commonGroups: readonly string[] = ["processes", "shared", "usage"];

interface LaneState {
  /** By trace, while this window is open: how its lanes were arranged. */
  readonly arrangements: Readonly<Record<string, Arrangement>>;
  /** Of the groups that every trace has: which were opened or closed by hand. */
  readonly collapsed: Arrangement["collapsed"];
  /** What the colour of work tells. */
  readonly colouring: Colouring;
  /** What the timeline on screen shows, null before it has drawn. */
  readonly lanes: LanesInfo | null;
  /** The lane or group whose header the pointer is on. */
  readonly header: HeaderTarget | null;
  readonly menu: HeaderTarget | null;
  readonly renaming: HeaderTarget | null;
}

/** How the lanes are arranged; general choices are remembered on this computer. */
export const useLaneStore = create<LaneState>()(
  persist<LaneState, [], [], Pick<LaneState, "collapsed" | "colouring">>(
    () => ({
      arrangements: {},
      collapsed: {},
      colouring: "category",
      lanes: null,
      header: null,
      menu: null,
      renaming: null,
    }),
    {
      name: "lanescope.lanes",
      storage: createJSONStorage(() => localStorage),
      partialize: ({ collapsed, colouring }) => ({ collapsed, colouring }),
    },
  ),
);

/** How the lanes of a trace are arranged. */
export function arrangementOf({ arrangements, collapsed }: LaneState, traceId: string): Arrangement {
  return arrangements[traceId] ?? freshArrangement(collapsed);
}

/** The same object for the same choices: who watches it is told of changes only. */
let fresh = plainArrangement;
function freshArrangement(collapsed: Arrangement["collapsed"]): Arrangement {
  if (fresh.collapsed !== collapsed) fresh = { ...plainArrangement, collapsed };
  return fresh;
}

export function arrange(traceId: string, arrangement: Arrangement): void {
  const common = Object.entries(arrangement.collapsed).filter(([group]) => commonGroups.includes(group));
  useLaneStore.setState(({ arrangements, collapsed }) => ({
    arrangements: { ...arrangements, [traceId]: arrangement },
    collapsed: { ...collapsed, ...Object.fromEntries(common) },
  }));
}

/** Arranges a trace's lanes anew from what they are now. */
export function rearrange(traceId: string, change: (arrangement: Arrangement) => Arrangement): void {
  arrange(traceId, change(arrangementOf(useLaneStore.getState(), traceId)));
}
