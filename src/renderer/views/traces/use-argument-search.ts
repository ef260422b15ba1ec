import { useEffect } from "react";
import { currentTimeline } from "../../commands/current-timeline";
import { notifyFailure } from "../../notify";
import { useSearchStore } from "../../stores/search-store";
import type { OpenTrace } from "../../stores/trace-file-store";
import { searchArguments } from "../../traces/argument-search";

/** So long nothing more has to be typed before the file is read, milliseconds. */
const pauseMs = 250;
/** What is shorter stands in nearly every event. */
const leastLength = 2;

/** Looks through the arguments of a trace, which only its file has, for what is looked for on the timeline. */
export function useArgumentSearch({ file, borders }: Pick<OpenTrace, "file" | "borders">): void {
  const { open, text, regex, matchCase } = useSearchStore();
  useEffect(() => {
    if (!open || text.length < leastLength || borders.length < 2) return undefined;
    currentTimeline()?.takeFound(new Float64Array(), 0);
    let cancel = (): void => undefined;
    const begin = (): void => {
      cancel = searchArguments(
        file,
        borders,
        { text, regex, matchCase },
        {
          found: (places, share) => currentTimeline()?.takeFound(places, share),
          failed: (message) => {
            currentTimeline()?.takeFound(new Float64Array(), 1);
            notifyFailure("Arguments were not searched", new Error(`${message}.`));
          },
        },
      );
    };
    const pause = setTimeout(begin, pauseMs);
    return () => {
      clearTimeout(pause);
      cancel();
    };
  }, [file, borders, open, text, regex, matchCase]);
}
