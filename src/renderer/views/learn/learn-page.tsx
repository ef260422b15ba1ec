import { Check, Play } from "lucide-react";
import type { ReactNode } from "react";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { type Lesson, lessons, programIdOf } from "../../lessons";
import { useAppStore } from "../../stores/app-store";
import { chosenLesson, predict, useLessonStore } from "../../stores/lesson-store";
import { useProgramStore } from "../../stores/program-store";
import { activeRun, useRunStore } from "../../stores/run-store";
import { SourceView } from "../programs/source-view";
import { CommandKeys } from "../shell/command-keys";
import { InlineCode } from "./inline-code";
import styles from "./learn.module.css";

/** The lessons: what each is about, what the reader expects of its run, and its code in both languages. */
export function LearnPage(): ReactNode {
  const lesson = chosenLesson(useLessonStore());
  return (
    <main className={styles.page}>
      <LessonList chosen={lesson} />
      <LessonText key={lesson.id} lesson={lesson} />
      <LessonCode lesson={lesson} />
    </main>
  );
}

function LessonList({ chosen }: { readonly chosen: Lesson }): ReactNode {
  const done = useLessonStore((state) => state.done);
  return (
    <nav className={styles.list} aria-label="Lessons">
      <h1 className={styles.listTitle}>Learn concurrency in twelve runs</h1>
      <ol>
        {lessons.map((lesson, index) => (
          <li key={lesson.id}>
            <button
              type="button"
              className={styles.item}
              aria-current={lesson === chosen ? "page" : undefined}
              onClick={() => useLessonStore.setState({ chosenId: lesson.id })}
            >
              <span className={styles.number}>{index + 1}</span>
              <span className={styles.itemTitle}>{lesson.title}</span>
              {done[lesson.id] === true && (
                <>
                  <Check size={14} strokeWidth={2} className={styles.done} aria-hidden />
                  <span className="visually-hidden">, done</span>
                </>
              )}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function LessonText({ lesson }: { readonly lesson: Lesson }): ReactNode {
  const number = lessons.indexOf(lesson) + 1;
  return (
    <section className={styles.text} aria-label={`Lesson ${number}`}>
      <p className={styles.over}>
        Lesson {number} of {lessons.length}
      </p>
      <h2 className={styles.title}>{lesson.title}</h2>
      {lesson.text.map((paragraph) => (
        <p key={paragraph} className={styles.paragraph}>
          <InlineCode text={paragraph} />
        </p>
      ))}
      <Question lesson={lesson} />
      <RunRow lesson={lesson} />
      {lesson.note !== undefined && (
        <aside className={styles.note}>
          <h3>In other languages</h3>
          <p>
            <InlineCode text={lesson.note} />
          </p>
        </aside>
      )}
    </section>
  );
}

function Question({ lesson }: { readonly lesson: Lesson }): ReactNode {
  const predicted = useLessonStore(({ predictions }) => predictions[lesson.id]);
  return (
    <fieldset className={styles.question}>
      <legend>
        <InlineCode text={lesson.question.asks} />
      </legend>
      {lesson.question.answers.map((answer, index) => (
        <label key={answer} className={styles.answer}>
          <input type="radio" name={lesson.id} checked={predicted === index} onChange={() => predict(lesson, index)} />
          <InlineCode text={answer} />
        </label>
      ))}
    </fieldset>
  );
}

function RunRow({ lesson }: { readonly lesson: Lesson }): ReactNode {
  const actions = useActions();
  const busy = useRunStore((state) => activeRun(state.runs) !== undefined);
  const ready = useAppStore((state) => state.ready && state.connected);
  const predicted = useLessonStore(({ predictions }) => predictions[lesson.id]);
  return (
    <div className={styles.run}>
      <Button
        look={busy || predicted === undefined ? "outline" : "primary"}
        disabled={busy || !ready}
        onClick={() => void actions.programs.run()}
        data-testid="run-lesson"
      >
        <Play size={14} strokeWidth={1.5} aria-hidden />
        Run
        {!busy && predicted !== undefined && <CommandKeys id="app.run" onFill hidden />}
      </Button>
      <span className={styles.hint}>
        {predicted === undefined
          ? "Say first what you expect: one remembers it better."
          : "Then see whether you were right."}
      </span>
    </div>
  );
}

function LessonCode({ lesson }: { readonly lesson: Lesson }): ReactNode {
  const program = useProgramStore(({ programs }) => programs.find(({ id }) => id === programIdOf(lesson)));
  if (program === undefined) return null;
  return (
    <section className={styles.codes} aria-label="Code">
      <div className={styles.code}>
        <h3 className={styles.codeTitle}>TypeScript, with lanescope</h3>
        <SourceView name={program.name} source={program.source} />
      </div>
      {program.twin !== null && (
        <div className={styles.code}>
          <h3 className={styles.codeTitle}>Python, the same</h3>
          <SourceView name={program.name.replace(/\.ts$/, ".py")} source={program.twin} />
        </div>
      )}
    </section>
  );
}
