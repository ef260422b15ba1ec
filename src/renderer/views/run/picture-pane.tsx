import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { isActive, type Picture, type Run } from "../../../shared/contract/models";
import { Button } from "../../components/button";
import { useRunStore } from "../../stores/run-store";
import { themeName, useThemeStore } from "../../stores/theme-store";
import { darkTheme, lightTheme } from "../../timeline";
import styles from "./picture-pane.module.css";
import { type Painters, paintPicture } from "./picture-pixels";

interface PicturePaneProps {
  readonly run: Run;
  readonly picture: Picture;
  readonly headline: string;
}

/** What a run draws, as far as it has got; on request in the colours of the workers that drew it. */
export function PicturePane({ run, picture, headline }: PicturePaneProps): ReactNode {
  const [byWorker, setByWorker] = useState(false);
  const workers = useRunStore((state) => state.doers[run.id]);
  const theme = useThemeStore(themeName);
  const { title = "Picture" } = picture;
  const painters = useMemo((): Painters | null => {
    if (!byWorker || workers === undefined || run.chunkSizeUsed === null) return null;
    const colours = theme === "dark" ? darkTheme.workers : lightTheme.workers;
    return { workers, tilesPerChunk: run.chunkSizeUsed, colours };
  }, [byWorker, workers, run.chunkSizeUsed, theme]);
  return (
    <section className={styles.pane} aria-label="Picture">
      <header className={styles.head}>
        <h2 className={styles.title} title={title}>
          {isActive(run.state) ? `${title}, so far` : title}
        </h2>
        {picture.tile !== null && (
          <Button
            look={byWorker ? "primary" : "outline"}
            aria-pressed={byWorker}
            onClick={() => setByWorker(!byWorker)}
          >
            By worker
          </Button>
        )}
      </header>
      <PictureCanvas picture={picture} painters={painters} label={headline} />
    </section>
  );
}

function PictureCanvas({
  picture,
  painters,
  label,
}: {
  readonly picture: Picture;
  readonly painters: Painters | null;
  readonly label: string;
}): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const surface = canvas.current?.getContext("2d");
    if (surface === null || surface === undefined) return;
    surface.putImageData(new ImageData(paintPicture(picture, painters), picture.width, picture.height), 0, 0);
  }, [picture, painters]);
  return (
    <canvas
      ref={canvas}
      className={styles.canvas}
      width={picture.width}
      height={picture.height}
      role="img"
      aria-label={label}
      data-testid="picture"
    />
  );
}
