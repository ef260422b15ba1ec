import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { parse } from "sugar-high/core";
import * as python from "sugar-high/lang/python";
import { tokenize } from "sugar-high/lang/typescript";
import styles from "./programs.module.css";

/** A program's source, to read. */
export function SourceView({
  name,
  source,
  markedLine = null,
}: {
  readonly name: string;
  readonly source: string;
  /** From 1: brought into view. */
  readonly markedLine?: number | null;
}): ReactNode {
  const marked = useRef<HTMLSpanElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another source puts the line elsewhere.
  useEffect(() => marked.current?.scrollIntoView({ block: "center" }), [markedLine, source]);
  const lines = useMemo(() => {
    const language = name.endsWith(".py") ? { ...python, jsx: false, regex: false } : { tokenize };
    return parse(source.trimEnd(), language).lines;
  }, [name, source]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard.
    <section className={styles.source} tabIndex={0} aria-label={`Source of ${name}`} data-testid="program-source">
      <pre className={styles.code}>
        {lines.map((line) => (
          <span
            key={line.index}
            ref={line.index + 1 === markedLine ? marked : undefined}
            className={line.index + 1 === markedLine ? `${styles.line} ${styles.marked}` : styles.line}
            aria-current={line.index + 1 === markedLine ? "location" : undefined}
          >
            <span className={styles.lineNumber} aria-hidden>
              {line.index + 1}
            </span>
            <code>
              {line.tokens.map((token, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: tokens of a line never move.
                <span key={index} className={styles[token.type]}>
                  {token.value}
                </span>
              ))}
              {"\n"}
            </code>
          </span>
        ))}
      </pre>
    </section>
  );
}
