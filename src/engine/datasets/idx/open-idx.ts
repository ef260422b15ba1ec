import { existsSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Dataset } from "../../../shared/contract/models";
import { FaultError, fail } from "../../../shared/fault";
import { fileFault } from "../dataset-file";
import { idxHeader, readIdxHead } from "./idx-file";

/** Records that the preview names: as many as it shows pictures. */
const previewRecords = 60;

/**
 * Opens a set of labelled images in two IDX files: that of the images, beside which that of the labels lies. Either of them may
 * be named.
 *
 * @throws {FaultError} `dataset-missing`, `dataset-unreadable`, `dataset-unsuitable`.
 */
export function openIdx(path: string, given: { readonly id: string; readonly origin: Dataset["origin"] }): Dataset {
  const named = resolve(path);
  const imagesPath = siblingOf(named, "images", 3);
  const labelsPath = siblingOf(named, "labels", 1);
  const head = readIdxHead(imagesPath);
  const { dimensions } = idxHeader(head.bytes, imagesPath);
  const [count, height, width] = dimensions;
  if (dimensions.length !== 3 || count === 0 || height === 0 || width === 0) {
    fail("dataset-unsuitable", `${imagesPath} holds no images: these are ${dimensions.join(" x ")} numbers.`);
  }
  const labelsHead = readIdxHead(labelsPath);
  const { dimensions: labelled, start } = idxHeader(labelsHead.bytes, labelsPath);
  const notes: string[] = [];
  if (labelled.length !== 1 || labelled[0] !== count) {
    notes.push(
      `The files do not belong together: ${count} images, and labels of ${labelled.join(" x ")}. What both have is used.`,
    );
  }
  const { size, mtimeMs } = statusOf(imagesPath);
  const labels = labelsHead.bytes.subarray(start, start + Math.min(previewRecords, count!));
  return {
    ...given,
    name: basename(imagesPath),
    path: imagesPath,
    size,
    modifiedMs: mtimeMs,
    format: "idx",
    compression: head.compression,
    encoding: "utf-8",
    parts: null,
    delimiter: "",
    hasHeader: true,
    columns: [
      { name: "image", type: "integer" },
      { name: "label", type: "integer" },
    ],
    dataStart: 0,
    dataLine: 1,
    preview: Array.from(labels, (label, index) => [String(index + 1), String(label)]),
    rowsEstimate: Math.min(count!, labelled[0] ?? 0),
    notes,
    records: { count: Math.min(count!, labelled[0] ?? 0), width: width!, height: height!, labels: labelsPath },
  };
}

/** `train-images-idx3-ubyte`, `images.idx3-ubyte.gz`. */
const idxName = /^(?<before>.*)(?:images|labels)(?<dot>[.-])idx\d(?<after>-ubyte)(?<packed>\.gz)?$/i;

/** The file of images, or of labels, that belongs to one of either. */
function siblingOf(path: string, kind: "images" | "labels", dimensions: number): string {
  const parts = idxName.exec(basename(path))?.groups;
  if (parts === undefined) {
    return fail(
      "dataset-unsuitable",
      `${path}: of IDX files, labelled images are read. Name them such as train-images-idx3-ubyte and train-labels-idx1-ubyte.`,
    );
  }
  const { before = "", dot = "-", after = "", packed = "" } = parts;
  const plain = join(dirname(path), `${before}${kind}${dot}idx${dimensions}${after}`);
  const candidates = packed === "" ? [plain, `${plain}.gz`] : [`${plain}.gz`, plain];
  const found = candidates.find((candidate) => existsSync(candidate));
  return (
    found ??
    fail(
      "dataset-missing",
      `${basename(candidates[0] ?? "")} is missing, which belongs to ${path}. Drop both files together, or their folder.`,
    )
  );
}

function statusOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new FaultError(fileFault(error, path));
  }
}
