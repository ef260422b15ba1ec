import { Select } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import controls from "./controls.module.css";
import styles from "./floating.module.css";
import { usePopupContainer } from "./popup-layer";

interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

interface ChoiceProps {
  /** Stands in front of the value; its name for a screen reader. */
  readonly label: string;
  /** Where another element names it. */
  readonly labelledBy?: string | undefined;
  /** Whether the label shows. */
  readonly bare?: boolean;
  /** Only the value shows, as where there is little room. */
  readonly compact?: boolean;
  /** As wide as its words, though it is bare. */
  readonly narrow?: boolean;
  /** As small as a word of the text around it. */
  readonly small?: boolean;
  /** Set off: it is not what it would be by itself. */
  readonly marked?: boolean;
  readonly options: readonly Option[];
  /** Null: nothing is chosen. */
  readonly value: string | null;
  /** Stands for nothing chosen. */
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
  readonly testId?: string;
  readonly id?: string | undefined;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
}

/** A select. */
export function Choice(props: ChoiceProps): ReactNode {
  const {
    label,
    labelledBy,
    bare = false,
    compact = false,
    narrow = false,
    small = false,
    options,
    value,
    placeholder = "Choose",
    onChange,
  } = props;
  const container = usePopupContainer();
  const items = options.map((option) => ({ value: option.value, label: option.label }));
  const shown = options.find((option) => option.value === value)?.label ?? placeholder;
  return (
    <Select.Root
      items={items}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next);
      }}
    >
      <Select.Trigger
        id={props.id}
        className={
          small ? controls.small : bare && !narrow ? `${controls.control} ${controls.field}` : controls.control
        }
        {...(labelledBy === undefined ? { "aria-label": label } : { "aria-labelledby": labelledBy })}
        aria-invalid={props.invalid === true ? true : undefined}
        aria-describedby={props.describedBy}
        data-testid={props.testId}
        title={shown}
        data-marked={props.marked === true ? "" : undefined}
      >
        {!bare && !(compact && value !== null) && (
          <span className={controls.label} aria-hidden>
            {label}
          </span>
        )}
        <span className={value === null ? controls.placeholder : controls.value}>{shown}</span>
        <Select.Icon className={controls.chevron}>
          <ChevronDown size={small ? 12 : 14} strokeWidth={1.5} aria-hidden />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal container={container}>
        <Select.Positioner className={styles.positioner} sideOffset={4} alignItemWithTrigger={false} align="start">
          <Select.Popup className={styles.popup} aria-label={label}>
            {options.map((option) => (
              <Select.Item key={option.value} value={option.value} className={styles.item}>
                <span className={styles.check}>
                  <Select.ItemIndicator>
                    <Check size={14} strokeWidth={1.5} aria-hidden />
                  </Select.ItemIndicator>
                </span>
                <Select.ItemText className={styles.itemText}>{option.label}</Select.ItemText>
                {option.hint !== undefined && <span className={styles.itemHint}>{option.hint}</span>}
              </Select.Item>
            ))}
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  );
}
