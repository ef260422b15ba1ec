import type { ReactNode } from "react";
import { useKeyOf } from "../../commands/registry";
import { Keys } from "../../components/keys";

interface CommandKeysProps {
  readonly id: string;
  readonly onFill?: boolean;
  readonly hidden?: boolean;
}

/** The first keys of a command, nothing where it has none. */
export function CommandKeys({ id, ...look }: CommandKeysProps): ReactNode {
  const keys = useKeyOf(id);
  return keys === undefined ? null : <Keys keys={keys} {...look} />;
}
