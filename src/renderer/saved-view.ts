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
  trace: z.object({ title: z.string().max(1_000), key: z.string().max(1_000) }),
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

export function writeSavedView(view: Omit<SavedView, "lanescope" | "version">): string {
  const file: SavedView = { lanescope: "view", version: 1, ...view };
  return `${JSON.stringify(file, null, 2)}\n`;
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
