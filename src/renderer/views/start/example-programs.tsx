import type { ReactNode } from "react";
import { useActions } from "../../actions/context";
import { useProgramStore } from "../../stores/program-store";
import styles from "./start-page.module.css";

/** What some of the bundled programs show, in the order in which a newcomer may want to see it. */
const lessons = [
  { name: "producer-consumer.ts", shows: "A queue" },
  { name: "barrier-phases.ts", shows: "A barrier" },
  { name: "racy-counter.ts", shows: "Lost updates" },
  { name: "philosophers-deadlock.ts", shows: "A deadlock" },
] as const;

/** A way to the bundled programs, which otherwise stand only at the left, behind an icon where the window is narrow. */
export function ExamplePrograms(): ReactNode {
  const actions = useActions();
  const programs = useProgramStore((state) => state.programs);
  const examples = lessons.flatMap(({ name, shows }) => {
    const program = programs.find((one) => one.name === name && one.origin !== "file");
    return program === undefined ? [] : [{ program, shows }];
  });
  if (examples.length === 0) return null;
  return (
    <section className={styles.examples} aria-label="Example programs">
      Or watch a program:
      <ul className={styles.exampleList}>
        {examples.map(({ program, shows }) => (
          <li key={program.id}>
            <button
              type="button"
              className={styles.example}
              title={program.name}
              onClick={() => actions.programs.choose(program.id)}
            >
              {shows}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
