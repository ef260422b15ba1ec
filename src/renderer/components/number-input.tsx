import { NumberField } from "@base-ui/react/number-field";
import { Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import controls from "./controls.module.css";

interface NumberInputProps {
  readonly label: string;
  /** Where another element names it. */
  readonly labelledBy?: string | undefined;
  readonly bare?: boolean;
  /** No wider than it must be, though it is bare. */
  readonly narrow?: boolean;
  readonly value: number | null;
  /** It has no say. */
  readonly disabled?: boolean;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly integer?: boolean;
  readonly onChange: (value: number | null) => void;
  readonly testId?: string;
  readonly id?: string | undefined;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
  readonly unit?: ReactNode;
}

/** A number with steps to either side. */
export function NumberInput(props: NumberInputProps): ReactNode {
  const { label, labelledBy, bare = false, narrow = false, value, minimum, maximum, integer = true, onChange } = props;
  const limits = {
    ...(minimum === undefined ? {} : { min: minimum }),
    ...(maximum === undefined ? {} : { max: maximum }),
  };
  const name = labelledBy === undefined ? { "aria-label": label } : { "aria-labelledby": labelledBy };
  return (
    <NumberField.Root
      id={props.id}
      value={value}
      onValueChange={(next) => onChange(next)}
      locale="en"
      format={{ maximumFractionDigits: integer ? 0 : 12 }}
      disabled={props.disabled === true}
      // What was typed stands, and what is wrong with it is said; a number changed in silence would be a surprise.
      allowOutOfRange
      {...limits}
    >
      <NumberField.Group className={bare && !narrow ? `${controls.control} ${controls.field}` : controls.control}>
        {!bare && (
          <span className={controls.label} aria-hidden>
            {label}
          </span>
        )}
        <NumberField.Decrement className={controls.step} aria-label="Decrease">
          <Minus size={14} strokeWidth={1.5} aria-hidden />
        </NumberField.Decrement>
        <NumberField.Input
          className={controls.number}
          data-testid={props.testId}
          aria-invalid={props.invalid === true ? true : undefined}
          aria-describedby={props.describedBy}
          {...name}
        />
        {props.unit}
        <NumberField.Increment className={controls.step} aria-label="Increase">
          <Plus size={14} strokeWidth={1.5} aria-hidden />
        </NumberField.Increment>
      </NumberField.Group>
    </NumberField.Root>
  );
}
