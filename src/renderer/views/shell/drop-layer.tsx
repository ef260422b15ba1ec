import { type ReactNode, useEffect, useState } from "react";
import { useActions } from "../../actions/context";
import { droppedOf } from "./dropped";
import styles from "./shell.module.css";

/** Takes files that are dropped anywhere on the window, and says so while they are over it. */
export function DropLayer(): ReactNode {
  const actions = useActions();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Every element that is entered tells; the files are gone when as many were left.
    let depth = 0;
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
    const enter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth++;
      if (depth === 1) {
        actions.traces.prepare();
        actions.datasets.prepare();
      }
      setOver(true);
    };
    const move = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
    };
    const leave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      performance.mark("preview:drop");
      depth = 0;
      setOver(false);
      const { files, folders } = droppedOf(event.dataTransfer);
      if (files.length > 0) actions.files.openFiles(files);
      for (const folder of folders) void actions.datasets.openFolder(folder);
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragover", move);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragover", move);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, [actions]);
  if (!over) return null;
  return (
    <div className={styles.dropLayer}>
      <p className={styles.dropWords}>Drop to open</p>
    </div>
  );
}
