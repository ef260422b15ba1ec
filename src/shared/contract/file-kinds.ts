/** What a folder's files are taken for, by how their names end. */
export type FileKind = "image" | "text" | "idx" | "other";

const imageExtensions = new Set(["png", "jpg", "jpeg", "jpe", "jfif", "webp"]);

const textExtensions = new Set(["txt", "text", "md", "markdown", "rst", "log", "adoc", "tex", "srt", "org"]);

/** `train-images-idx3-ubyte`, `images.idx3-ubyte.gz` and the like. */
const idxName = /[.-]idx\d-ubyte(\.gz)?$/i;

/** @param name Of a file, without its folder. */
export function fileKindOf(name: string): FileKind {
  if (idxName.test(name)) return "idx";
  const dot = name.lastIndexOf(".");
  const extension = dot < 0 ? "" : name.slice(dot + 1).toLowerCase();
  if (imageExtensions.has(extension)) return "image";
  return textExtensions.has(extension) ? "text" : "other";
}
