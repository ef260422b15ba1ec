import { useSyncExternalStore } from "react";
import { useLayoutStore } from "../../stores/layout-store";

/** Below this width of the window the side bar is a rail unless the user opened it, CSS pixels. */
const railBelow = 1300;

const wide = window.matchMedia(`(min-width: ${railBelow}px)`);

function subscribe(listener: () => void): () => void {
  wide.addEventListener("change", listener);
  return () => wide.removeEventListener("change", listener);
}

/** Whether the window has room for words everywhere. */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => wide.matches);
}

/** Opens the side bar, or collapses it. */
export function toggleSideBar(): void {
  useLayoutStore.setState(({ sideBarOpen }) => ({ sideBarOpen: !(sideBarOpen ?? wide.matches) }));
}

/** Whether the side bar is open, and how to change that. */
export function useSideBarOpen(): readonly [boolean, (open: boolean) => void] {
  const wide = useWide();
  const choice = useLayoutStore((state) => state.sideBarOpen);
  return [choice ?? wide, (sideBarOpen) => useLayoutStore.setState({ sideBarOpen })];
}
