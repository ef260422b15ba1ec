import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import buttons from "./button.module.css";
import styles from "./floating.module.css";
import { usePopupContainer } from "./popup-layer";

interface IconMenuProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly side?: "bottom" | "right";
  readonly children: ReactNode;
}

/** A menu behind an icon. */
export function IconMenu({ label, icon, side = "bottom", children }: IconMenuProps): ReactNode {
  return (
    <Menu.Root>
      <Menu.Trigger className={buttons.icon} aria-label={label} title={label}>
        {icon}
      </Menu.Trigger>
      <Menu.Portal container={usePopupContainer()}>
        <Menu.Positioner
          className={styles.positioner}
          side={side}
          align={side === "right" ? "start" : "end"}
          sideOffset={6}
        >
          <Menu.Popup className={styles.popup} aria-label={label}>
            {children}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface MenuEntryProps {
  readonly text: string;
  readonly icon?: ReactNode;
  readonly hint?: string;
  readonly testId?: string;
  readonly onSelect: () => void;
}

export function MenuEntry({ text, icon, hint, testId, onSelect }: MenuEntryProps): ReactNode {
  return (
    <Menu.Item className={styles.item} onClick={onSelect} data-testid={testId}>
      {icon}
      <span className={styles.itemText}>{text}</span>
      {hint !== undefined && <span className={styles.itemHint}>{hint}</span>}
    </Menu.Item>
  );
}

interface MenuChoiceProps<Value extends string> {
  readonly title: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}

/** One of several, within a menu. */
export function MenuChoice<Value extends string>(props: MenuChoiceProps<Value>): ReactNode {
  const { title, value, options, onChange } = props;
  return (
    <Menu.Group>
      <Menu.GroupLabel className={styles.groupLabel}>{title}</Menu.GroupLabel>
      <Menu.RadioGroup value={value} onValueChange={(next: Value) => onChange(next)}>
        {options.map((option) => (
          <Menu.RadioItem key={option.value} value={option.value} className={styles.item} closeOnClick>
            <span className={styles.check}>
              <Menu.RadioItemIndicator>
                <Check size={14} strokeWidth={1.5} aria-hidden />
              </Menu.RadioItemIndicator>
            </span>
            <span className={styles.itemText}>{option.label}</span>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}

/** Entries under a heading. */
export function MenuGroup({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <Menu.Group>
      <Menu.GroupLabel className={styles.groupLabel}>{title}</Menu.GroupLabel>
      {children}
    </Menu.Group>
  );
}

export function MenuSeparator(): ReactNode {
  return <Menu.Separator className={styles.separator} />;
}
