import { z } from "zod";

/** How the names of saved views end. */
export const savedViewEnding = ".lanescope-view.json";

export function isSavedView(name: string): boolean {
  return name.toLowerCase().endsWith(savedViewEnding);
}

const timeSchema = z.number().min(-1e15).max(1e18);

const laneSchema = z.int().min(0);

const savedViewSchema = z.object({
  lanescope: z.literal("view"),
  version: z.literal(1),
  /** Whose view it is, to tell where it is opened on another one. */
  trace: z.object({
    title: z.string().max(1_000),
    key: z.string().max(1_000),
    /** Where its file lies on the engine's machine; null where that is not known. Files of earlier versions do not say. */
    path: z.string().max(32_768).nullable().default(null),
    /** How far it reached: before it is there again the view cannot be shown. */
    endNs: timeSchema.default(0),
  }),
  view: z
    .object({ fromNs: timeSchema, toNs: timeSchema, scrollTop: z.number().min(0).max(1e9) })
    .refine(({ fromNs, toNs }) => fromNs < toNs, "the view ends before it begins"),
  /** How the lanes are arranged: numbers of lanes and names of groups as they are in this trace. */
  lanes: z.object({
    collapsed: z.record(z.string(), z.boolean()),
    pinned: z.array(laneSchema).readonly(),
    hidden: z.array(laneSchema).readonly(),
    order: z.record(z.string(), z.array(z.union([laneSchema, z.string()])).readonly()),
    names: z.record(z.string(), z.string().max(1_000)),
    // Files of earlier versions have none.
    guests: z.record(z.string(), z.array(laneSchema).readonly()).default({}),
    filter: z.string().max(1_000),
  }),
  search: z.object({ text: z.string().max(1_000), regex: z.boolean(), matchCase: z.boolean() }).nullable(),
  marks: z
    .array(z.object({ fromNs: timeSchema, toNs: timeSchema, note: z.string().max(100_000) }))
    .max(10_000)
    .readonly(),
});

/** What a file tells of a view: which stretch of time, what is looked for, the marks. */
export type SavedView = z.output<typeof savedViewSchema>;

export type ViewToSave = Omit<SavedView, "lanescope" | "version">;

function marked(view: ViewToSave): SavedView {
  return { lanescope: "view", version: 1, ...view };
}

export function writeSavedView(view: ViewToSave): string {
  return `${JSON.stringify(marked(view), null, 2)}\n`;
}

/** The same for an address: base64url of its JSON. */
export function packSavedView(view: ViewToSave): string {
  const bytes = new TextEncoder().encode(JSON.stringify(marked(view)));
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @throws {Error} What is wrong with it. */
export function unpackSavedView(packed: string): SavedView {
  let text: string;
  try {
    const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    text = new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)));
  } catch {
    // Cut off, or not copied from Lanescope.
    throw new Error("the link is incomplete: copy the whole of it");
  }
  return readSavedView(text);
}

/** @throws {Error} What is wrong with the text. */
export function readSavedView(text: string): SavedView {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = savedViewSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(`it is no saved view of this version of Lanescope: ${z.prettifyError(parsed.error)}`);
}
