import { Fragment, type ReactNode } from "react";

/** A plain text in which what stands between backticks is code. */
export function InlineCode({ text }: { readonly text: string }): ReactNode {
  return text.split("`").map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text never move.
    index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>,
  );
}
