import type { MouseEvent } from "react";

/** For what is pressed: a click leaves the keyboard where it was, so that the timeline goes on hearing its keys. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}
