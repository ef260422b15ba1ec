import { FolderOpen, Keyboard, Moon, Settings, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { useActions } from "../../actions/context";
import { currentTimeline } from "../../commands/current-timeline";
import { commandById, useKeyOf } from "../../commands/registry";
import { IconButton } from "../../components/button";
import { IconMenu, MenuChoice, MenuEntry, MenuSeparator } from "../../components/icon-menu";
import { formatBytes } from "../../format";
import { useLayoutStore } from "../../stores/layout-store";
import { limitMemory, memoryLimits, useMemoryStore } from "../../stores/memory-store";
import { type ThemeChoice, themeName, useThemeStore } from "../../stores/theme-store";
import styles from "./tool-bar.module.css";

const themeOptions: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** Files, help, theme, settings: what is not about one run. */
export function AppMenus(): ReactNode {
  const actions = useActions();
  const theme = useThemeStore();
  const dark = themeName(theme) === "dark";
  const capBytes = useMemoryStore((state) => state.capBytes);
  const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;
  return (
    <div className={styles.menus}>
      <IconButton label="Choose files…" keys={useKeyOf("app.open")} onClick={() => actions.chooseFiles()}>
        <FolderOpen {...icon} />
      </IconButton>
      <IconButton
        label="Keys and help"
        keys={useKeyOf("app.help")}
        onClick={() => useLayoutStore.setState({ dialog: "help" })}
      >
        <Keyboard {...icon} />
      </IconButton>
      <IconButton
        label={dark ? "Light theme" : "Dark theme"}
        onClick={() => useThemeStore.setState({ choice: dark ? "light" : "dark" })}
        data-testid="theme-toggle"
      >
        {dark ? <Sun {...icon} /> : <Moon {...icon} />}
      </IconButton>
      <IconMenu label="Settings and help" icon={<Settings {...icon} />}>
        <MenuChoice
          title="Theme"
          value={theme.choice}
          options={themeOptions}
          onChange={(choice) => useThemeStore.setState({ choice })}
        />
        <MenuSeparator />
        <MenuChoice
          title="Memory of a timeline"
          value={String(capBytes)}
          options={memoryLimits.map((bytes) => ({ value: String(bytes), label: formatBytes(bytes) }))}
          onChange={(bytes) => limitMemory(Number(bytes))}
        />
        <MenuSeparator />
        {["app.palette", "app.openPath", "app.help", "app.about"].map((id) => (
          <CommandEntry key={id} id={id} />
        ))}
      </IconMenu>
    </div>
  );
}

function CommandEntry({ id }: { readonly id: string }): ReactNode {
  const actions = useActions();
  const hint = useKeyOf(id);
  const { title, run } = commandById(id);
  return (
    <MenuEntry
      text={title}
      {...(hint === undefined ? {} : { hint })}
      onSelect={() => run({ actions, timeline: currentTimeline() })}
    />
  );
}
