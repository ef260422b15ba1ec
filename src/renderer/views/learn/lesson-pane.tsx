import { ArrowLeft, ArrowRight, CircleCheck, CircleX, MapPin } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { isActive, type Run } from "../../../shared/contract/models";
import { currentTimeline } from "../../commands/current-timeline";
import { Button } from "../../components/button";
import { type Lesson, lessons, type Sight } from "../../lessons";
import { notify } from "../../notify";
import { useLayoutStore } from "../../stores/layout-store";
import { finish, useLessonStore } from "../../stores/lesson-store";
import { marksOf, putMarks, traceKey } from "../../stores/mark-store";
import { useTraceViewStore } from "../../stores/trace-view-store";
import { findLandmark } from "../../timeline";
import { InlineCode } from "./inline-code";
import styles from "./learn.module.css";

/** Beside the timeline of a lesson's run: what to see on it, and whether the reader was right. */
export function LessonPane({ lesson, run }: { readonly lesson: Lesson; readonly run: Run }): ReactNode {
  const active = isActive(run.state);
  useMarks(lesson, run);
  const number = lessons.indexOf(lesson) + 1;
  return (
    <section
      className={styles.pane}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard.
      tabIndex={0}
      aria-label={`Lesson ${number}: ${lesson.title}`}
      data-testid="lesson-pane"
    >
      <p className={styles.over}>
        Lesson {number} of {lessons.length}
      </p>
      <h2 className={styles.title}>{lesson.title}</h2>
      {active ? (
        <p className={styles.paragraph}>Watch the lanes. What there is to see is marked when the run ends.</p>
      ) : (
        <Answer lesson={lesson} />
      )}
      <h3 className={styles.subtitle}>What to see</h3>
      <ol className={styles.sights}>
        {lesson.see.map((sight, index) => (
          <SightItem key={sight.text} sight={sight} number={index + 1} active={active} />
        ))}
      </ol>
      {!active && (
        <>
          <h3 className={styles.subtitle}>To keep in mind</h3>
          <p className={styles.paragraph}>
            <InlineCode text={lesson.remember} />
          </p>
          {lesson.note !== undefined && (
            <p className={styles.paragraph}>
              <InlineCode text={lesson.note} />
            </p>
          )}
        </>
      )}
      <Ways lesson={lesson} />
    </section>
  );
}

function SightItem({
  sight,
  number,
  active,
}: {
  readonly sight: Sight;
  readonly number: number;
  readonly active: boolean;
}): ReactNode {
  return (
    <li className={styles.sight}>
      <span className={styles.sightNumber}>{number}</span>
      <span>
        <InlineCode text={sight.text} />{" "}
        <button
          type="button"
          className={styles.show}
          disabled={active}
          onClick={() => show(sight)}
          data-testid="show-sight"
        >
          <MapPin size={12} strokeWidth={1.5} aria-hidden />
          Show
        </button>
      </span>
    </li>
  );
}

function show({ place }: Sight): void {
  const { store } = useTraceViewStore.getState();
  const found = store === null ? null : findLandmark(store, place);
  const timeline = currentTimeline();
  if (found === null || timeline === null) {
    notify("That is not on this run's timeline", "Runs differ a little each time: run it again.");
    return;
  }
  if (found.slice === null) timeline.showLane(found.laneId);
  else timeline.goTo(found.slice);
  timeline.focus();
}

/** Marks on the timeline what there is to see, once for each run. */
function useMarks(lesson: Lesson, run: Run): void {
  const store = useTraceViewStore((state) => (state.runId === run.id ? state.store : null));
  const isOver = !isActive(run.state) && run.isKept;
  // Its last part may come after the run's end, and a place may be in that part only.
  const isWhole = useTraceViewStore(({ takenBytes }) => takenBytes >= run.trace.bytes);
  const key = traceKey(run);
  useEffect(() => {
    if (!isOver || store === null) return;
    finish(lesson);
    if (!isWhole || marksOf(key).length > 0) return;
    const marks = lesson.see.flatMap(({ text, place }, index) => {
      const found = findLandmark(store, place);
      if (found === null || found.slice === null) return [];
      const note = `${index + 1}. ${text.replaceAll("`", "")}`;
      // A flag where it begins: stretches would lie over each other.
      return [{ id: `${lesson.id}-${index}`, fromNs: found.fromNs, toNs: found.fromNs, note }];
    });
    if (marks.length > 0) putMarks(key, marks);
  }, [lesson, key, isOver, store, isWhole]);
}

function Answer({ lesson }: { readonly lesson: Lesson }): ReactNode {
  const predicted = useLessonStore(({ predictions }) => predictions[lesson.id]);
  const { asks, answers, right, because } = lesson.question;
  const isRight = predicted === right;
  return (
    <div className={styles.checked} data-testid="lesson-answer">
      <p className={styles.asked}>
        <InlineCode text={asks} />
      </p>
      {predicted !== undefined && (
        <p className={isRight ? styles.right : styles.wrong}>
          {isRight ? (
            <CircleCheck size={16} strokeWidth={1.5} aria-hidden />
          ) : (
            <CircleX size={16} strokeWidth={1.5} aria-hidden />
          )}
          <span>
            {isRight ? "You were right: " : "You expected: "}
            <InlineCode text={answers[predicted] ?? ""} />
          </span>
        </p>
      )}
      <p className={styles.paragraph}>
        {!isRight && (
          <strong>
            <InlineCode text={`${answers[right]}. `} />
          </strong>
        )}
        <InlineCode text={because} />
      </p>
    </div>
  );
}

function Ways({ lesson }: { readonly lesson: Lesson }): ReactNode {
  const next = lessons[lessons.indexOf(lesson) + 1];
  const go = (to: Lesson): void => {
    useLessonStore.setState({ chosenId: to.id });
    useLayoutStore.setState({ page: "learn" });
  };
  return (
    <div className={styles.ways}>
      <Button onClick={() => go(lesson)}>
        <ArrowLeft size={14} strokeWidth={1.5} aria-hidden />
        The code
      </Button>
      {next !== undefined && (
        <Button look="primary" onClick={() => go(next)} data-testid="next-lesson">
          {next.title}
          <ArrowRight size={14} strokeWidth={1.5} aria-hidden />
        </Button>
      )}
    </div>
  );
}
