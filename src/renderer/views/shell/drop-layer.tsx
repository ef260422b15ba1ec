import { type ReactNode, useEffect, useState } from "react";
import { useActions } from "../../actions/context";
import { notify } from "../../notify";
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
      actions.traces.prepare();
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
      depth = 0;
      setOver(false);
      const files = filesOf(event.dataTransfer);
      if (files.length > 0) actions.files.openFiles(files);
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

/** The files among what was dropped; folders are named and left out. */
function filesOf(data: DataTransfer | null): readonly File[] {
  if (data === null) return [];
  const folders = new Set<string>();
  for (const item of data.items) {
    const entry = item.kind === "file" ? item.webkitGetAsEntry() : null;
    if (entry?.isDirectory === true) folders.add(entry.name);
  }
  for (const name of folders) notify(`${name} is a folder`, "Drop the files in it instead.");
  return [...data.files].filter((file) => !folders.has(file.name));
}
