import { CornerDownRight, Lock } from "lucide-react";
import type { ReactNode } from "react";
import { currentTimeline } from "../../commands/current-timeline";
import { Button } from "../../components/button";
import { formatCount } from "../../format";
import type { WaitStory } from "../../timeline";
import { formatDuration } from "../../timeline/format";
import panel from "./bottom-panel.module.css";
import { SharesTable } from "./shares-table";
import styles from "./wait-story.module.css";

/** Others than these are counted: a line for each would push the rest out of sight. */
const mostOthers = 6;

/** Why a wait took so long, in sentences, with ways to who is behind it. */
export function WaitCauses({ story }: { readonly story: WaitStory }): ReactNode {
  const { holder, root, others } = story;
  const rest = others.length - mostOthers;
  return (
    <>
      <p className={styles.cause} data-testid="root-cause">
        {root === null ? (
          holder === null ? (
            "Nobody held it: asking and handing over took the time."
          ) : (
            "No holder was blocked itself."
          )
        ) : (
          <>
            <strong className={root.isCircle ? styles.circle : undefined}>
              {root.isCircle ? "They wait in a circle." : "The holder is itself blocked."}
            </strong>{" "}
            {root.sentence}
          </>
        )}
      </p>
      <div className={styles.ways}>
        {root !== null && (
          <Button onClick={() => currentTimeline()?.goTo(root.place)} data-testid="go-to-root-cause">
            <CornerDownRight size={14} strokeWidth={1.5} aria-hidden />
            {root.isCircle ? "Go to the next in the circle" : "Go to root cause"}
          </Button>
        )}
        {holder !== null && (
          <Button onClick={() => currentTimeline()?.goTo(holder)} data-testid="go-to-holder">
            <Lock size={14} strokeWidth={1.5} aria-hidden />
            Go to holder
          </Button>
        )}
      </div>
      {others.length > 0 && (
        <section>
          <h3 className={styles.subTitle}>Waited meanwhile</h3>
          <ul data-testid="other-waiters">
            {others.slice(0, mostOthers).map(({ laneName, ns, wait }) => (
              <li key={laneName} className={styles.other}>
                {wait === null ? (
                  laneName
                ) : (
                  <button type="button" className={styles.link} onClick={() => currentTimeline()?.goTo(wait)}>
                    {laneName}
                  </button>
                )}
                <span>{formatDuration(ns)}</span>
              </li>
            ))}
          </ul>
          {rest > 0 && <p className={panel.note}>and {formatCount(rest)} more</p>}
        </section>
      )}
    </>
  );
}

/** What those did meanwhile who held the lock. */
export function HoldersWork({ story }: { readonly story: WaitStory }): ReactNode {
  const rows = story.doing.map(({ name, category, ns, laneName, count }) => ({
    name: `${laneName}: ${name}`,
    category: category === "task" ? ("between" as const) : category,
    ns,
    note: count === 1 ? "once" : `${formatCount(count)} times`,
  }));
  return (
    <SharesTable
      title="What the holders did"
      noteTitle="How often"
      rows={rows}
      total={`while they held ${story.lock}`}
      testId="holders-work"
    />
  );
}
