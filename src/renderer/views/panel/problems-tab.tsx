import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { isActive, type Problem, type Run } from "../../../shared/contract/models";
import { currentTimeline } from "../../commands/current-timeline";
import { formatCount } from "../../format";
import styles from "./bottom-panel.module.css";
import { problemsOf } from "./problems-of";

const severities = {
  error: { Icon: CircleAlert, word: "Error", look: styles.error },
  warning: { Icon: TriangleAlert, word: "Warning", look: styles.warning },
  note: { Icon: Info, word: "Note", look: styles.noteIcon },
} as const;

const order = Object.keys(severities);

/** What went wrong, each kind once, with its count and the first place. */
export function ProblemsTab({ run }: { readonly run: Run }): ReactNode {
  const found = problemsOf(run);
  if (found.length === 0) {
    return <p className={styles.message}>{isActive(run.state) ? "No problems so far." : "No problems."}</p>;
  }
  const problems = [...found].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard.
    <section className={styles.scroll} tabIndex={0} aria-label="Problems">
      <table className={styles.grid}>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col" className={styles.right}>
              Count
            </th>
            <th scope="col" className={styles.wide}>
              What and where
            </th>
            <th scope="col">Code</th>
          </tr>
        </thead>
        <tbody>
          {problems.map((problem) => (
            <ProblemRow key={`${problem.code} ${problem.message}`} problem={problem} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ProblemRow({ problem }: { readonly problem: Problem }): ReactNode {
  const { Icon, word, look } = severities[problem.severity];
  const { finding } = problem;
  return (
    <tr data-testid="problem-row">
      <td>
        <span className={styles.cellIcon}>
          <Icon size={14} strokeWidth={1.5} aria-hidden className={look} />
          {word}
        </span>
      </td>
      <td className={styles.right}>{formatCount(problem.count)}</td>
      <td className={styles.wide}>
        {problem.message}
        {finding !== undefined && (
          <>
            {" "}
            <button
              type="button"
              className={styles.link}
              onClick={() => currentTimeline()?.showFinding(finding)}
              data-testid="show-finding"
            >
              Show on the timeline
            </button>
          </>
        )}
      </td>
      <td>
        <code>{problem.code}</code>
      </td>
    </tr>
  );
}
