import { useEffect } from "react";
import { useActions } from "../../actions/context";
import { chordOf, writesText } from "../../commands/chord";
import { currentTimeline } from "../../commands/current-timeline";
import { commandAt } from "../../commands/keys";
import { commands } from "../../commands/registry";
import { useKeyStore } from "../../stores/key-store";
import { useLayoutStore } from "../../stores/layout-store";

const typingInto = 'input, textarea, [contenteditable="true"], [role="listbox"], [role="menu"]';

/** Runs the commands of the keys that are pressed. */
export function useHotkeys(): void {
  const actions = useActions();
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || useLayoutStore.getState().dialog !== null) return;
      const chord = chordOf(event);
      const command = chord === null ? undefined : commandAt(commands, useKeyStore.getState().own, chord);
      if (chord === null || command === undefined) return;
      const timeline = currentTimeline();
      const context = { actions, timeline };
      const { target } = event;
      const inField = target instanceof Element && target.closest(typingInto) !== null;
      const heard =
        command.scope === "anywhere"
          ? !(inField && writesText(chord))
          : timeline !== null && (timeline.hasFocus || target === document.body);
      if (!heard || !command.applies(context)) return;
      event.preventDefault();
      command.run(context);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [actions]);
}
