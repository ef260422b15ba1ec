/** What the keys do. */
export interface KeyActions {
  zoom(factor: number): void;
  pan(fraction: number): void;
  showSelection(): void;
  fit(): void;
  backToLive(): void;
  step(direction: 1 | -1): void;
  moveLane(direction: 1 | -1): void;
  moveRow(direction: 1 | -1): void;
  /** To the slice selected before, and forward again. */
  history(direction: 1 | -1): void;
  scrollPage(direction: 1 | -1): void;
  /** Opens or closes the group that has the focus. */
  toggleGroup(): void;
  clear(): void;
}

const zoomStep = 1.5;
const panStep = 0.15;

/** Runs the action of a key. @returns Whether the key was ours. */
export function handleKey(
  event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">,
  actions: KeyActions,
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  switch (event.key.length === 1 ? event.key.toLowerCase() : event.key) {
    case "w":
    case "+":
    case "=":
      actions.zoom(zoomStep);
      return true;
    case "s":
    case "-":
      actions.zoom(1 / zoomStep);
      return true;
    case "a":
    case "ArrowLeft":
      actions.pan(-panStep);
      return true;
    case "d":
    case "ArrowRight":
      actions.pan(panStep);
      return true;
    case "f":
      actions.showSelection();
      return true;
    case "0":
      actions.fit();
      return true;
    case "l":
      actions.backToLive();
      return true;
    case ",":
      actions.step(-1);
      return true;
    case ".":
      actions.step(1);
      return true;
    case "[":
      actions.history(-1);
      return true;
    case "]":
      actions.history(1);
      return true;
    case "ArrowUp":
      if (event.shiftKey) actions.moveRow(-1);
      else actions.moveLane(-1);
      return true;
    case "ArrowDown":
      if (event.shiftKey) actions.moveRow(1);
      else actions.moveLane(1);
      return true;
    case "PageUp":
      actions.scrollPage(-1);
      return true;
    case "PageDown":
      actions.scrollPage(1);
      return true;
    case "Enter":
    case " ":
      actions.toggleGroup();
      return true;
    case "Escape":
      actions.clear();
      return true;
    default:
      return false;
  }
}
