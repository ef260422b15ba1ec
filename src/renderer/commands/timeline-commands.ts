import { useLaneStore } from "../stores/lane-store";
import { writeNewestNote } from "../stores/mark-store";
import { openSearch, useSearchStore } from "../stores/search-store";
import { colourings, type Timeline, type TimelineAction } from "../timeline";
import type { Command, CommandGroup } from "./command";

function timeline(action: TimelineAction, group: CommandGroup, title: string, keys: Command["keys"]): Command {
  return {
    id: `timeline.${action}`,
    title,
    group,
    keys,
    scope: "timeline",
    applies: (context) => context.timeline !== null,
    run: (context) => context.timeline?.perform(action),
  };
}

function isSearching({ timeline }: { readonly timeline: Timeline | null }): boolean {
  return timeline !== null && useSearchStore.getState().open;
}

/** What the timeline on screen can do. */
export const timelineCommands: readonly Command[] = [
  {
    ...timeline("fit", "View", "Go to the timeline", ["T"]),
    id: "timeline.focus",
    scope: "anywhere",
    run: (context) => context.timeline?.focus(),
  },
  timeline("zoomIn", "View", "Zoom in", ["W", "+", "="]),
  timeline("zoomOut", "View", "Zoom out", ["S", "-"]),
  timeline("panLeft", "View", "Move left", ["A", "←"]),
  timeline("panRight", "View", "Move right", ["D", "→"]),
  timeline("showSelection", "View", "Show the selection, else the whole run", ["F"]),
  timeline("fit", "View", "Show the whole run", ["0"]),
  { ...timeline("backToLive", "View", "Go back to live", ["L"]), scope: "anywhere" },
  timeline("viewBack", "View", "Undo the last move of the view", ["Alt+←"]),
  timeline("viewForward", "View", "Redo the move of the view", ["Alt+→"]),
  timeline("placeCursor", "View", "Measure time from here", ["C"]),
  timeline("pageUp", "View", "Scroll the lanes up", ["PageUp"]),
  timeline("pageDown", "View", "Scroll the lanes down", ["PageDown"]),
  timeline("sliceBefore", "Go to", "Select the slice before", [","]),
  timeline("sliceAfter", "Go to", "Select the slice after", ["."]),
  timeline("laneAbove", "Go to", "Go to the lane above", ["↑"]),
  timeline("laneBelow", "Go to", "Go to the lane below", ["↓"]),
  timeline("outwards", "Go to", "Go from a phase to its task", ["Shift+↑"]),
  timeline("inwards", "Go to", "Go from a task to its phases", ["Shift+↓"]),
  timeline("selectionBack", "Go to", "Go back to what was selected", ["["]),
  timeline("selectionForward", "Go to", "Go forward again", ["]"]),
  {
    ...timeline("hitAfter", "Search and marks", "Find on the timeline", ["Ctrl+F"]),
    id: "timeline.search",
    scope: "anywhere",
    run: openSearch,
  },
  {
    ...timeline("hitAfter", "Search and marks", "Go to the next match", ["Ctrl+G", "F3"]),
    scope: "anywhere",
    applies: isSearching,
  },
  {
    ...timeline("hitBefore", "Search and marks", "Go to the match before", ["Ctrl+Shift+G", "Shift+F3"]),
    scope: "anywhere",
    applies: isSearching,
  },
  timeline("longestInView", "Go to", "Go to the longest slice in view", ["Shift+L"]),
  timeline("failedInView", "Go to", "Go to the first failure in view", ["Shift+F"]),
  timeline("waitInView", "Go to", "Go to the longest wait in view", ["Shift+W"]),
  timeline("longest", "Go to", "Go to the longest slice of the run", []),
  timeline("failed", "Go to", "Go to the first failure of the run", []),
  timeline("wait", "Go to", "Go to the longest wait of the run", []),
  ...colourings.map((colouring) => ({
    ...timeline("fit", "View", `Colour by ${colouring}`, []),
    id: `timeline.colourBy.${colouring}`,
    run: () => useLaneStore.setState({ colouring }),
  })),
  timeline("toggleGroup", "Lanes", "Close the lane's group, open it again", ["Enter", "Space"]),
  timeline("pinLane", "Lanes", "Pin the lane to the top, unpin it", ["P"]),
  timeline("hideLane", "Lanes", "Hide the lane or group", ["H"]),
  timeline("renameLane", "Lanes", "Rename the lane", ["F2"]),
  timeline("moveLaneUp", "Lanes", "Move the lane or group up", ["Alt+↑"]),
  timeline("moveLaneDown", "Lanes", "Move the lane or group down", ["Alt+↓"]),
  timeline("toggleArrows", "View", "Show all arrows, or those of a slice only", ["E"]),
  timeline("laneMenu", "Lanes", "Open the menu of the lane or group", ["Shift+F10", "Menu"]),
  timeline("clear", "Go to", "Clear the selection", ["Esc"]),
  timeline("mark", "Search and marks", "Mark the selection", ["M"]),
  {
    ...timeline("mark", "Search and marks", "Mark the selection and write a note", ["Shift+M"]),
    id: "timeline.markAndWrite",
    run: (context) => {
      context.timeline?.perform("mark");
      writeNewestNote();
    },
  },
  timeline("markBefore", "Search and marks", "Go to the mark before", ["<"]),
  timeline("markAfter", "Search and marks", "Go to the mark after", [">"]),
  {
    ...timeline("mark", "Search and marks", "Copy a link to this view", []),
    id: "timeline.copyLink",
    scope: "anywhere",
    run: ({ actions }) => actions.views.copyLink(),
  },
  {
    ...timeline("mark", "Search and marks", "Save view and marks…", []),
    id: "timeline.saveView",
    scope: "anywhere",
    run: ({ actions }) => void actions.views.save(),
  },
];
