import { Button as BaseButton } from "@base-ui/react/button";
import type { ComponentProps, ReactNode } from "react";
import styles from "./button.module.css";
import { Hint } from "./hint";

type Look = "primary" | "plain" | "outline" | "quiet";

interface ButtonProps extends Omit<ComponentProps<typeof BaseButton>, "className"> {
  readonly look?: Look;
  readonly className?: string | undefined;
}

/** A button with words on it. */
export function Button({ look = "outline", className = "", ...rest }: ButtonProps): ReactNode {
  return <BaseButton className={`${styles.button} ${styles[look]} ${className}`} {...rest} />;
}

interface IconButtonProps extends Omit<ButtonProps, "aria-label" | "look"> {
  /** What it does: name and tooltip. */
  readonly label: string;
  readonly keys?: string | undefined;
}

/** A button with an icon only. */
export function IconButton({ label, keys, className = "", children, ...rest }: IconButtonProps): ReactNode {
  return (
    <Hint text={label} keys={keys}>
      <BaseButton className={`${styles.icon} ${className}`} aria-label={label} {...rest}>
        {children}
      </BaseButton>
    </Hint>
  );
}
