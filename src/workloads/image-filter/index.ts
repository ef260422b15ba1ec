import { z } from "zod";
import {
  builtinWorkload,
  categories,
  FileProblems,
  filesOf,
  forEachImage,
  formatNumber,
  type ImageCodec,
  leftOutProblems,
  type Pixels,
  planFiles,
  type ResultTable,
  requireDataset,
} from "../../library/worker";
import { ContactSheet, sheetLayout } from "./contact-sheet";
import { SavedImages, savedName } from "./saved-images";
import { sobel } from "./sobel";

/** How much of an image's look JPEG and WebP keep, of 100. */
const quality = 85;

const filters = ["resize", "blur", "edges"] as const;
const formats = ["jpeg", "png", "webp"] as const;

const parameters = z.strictObject({
  filter: z.enum(filters).default("blur").meta({
    title: "Filter",
    description: "resize only makes smaller; blur and edges do so first.",
  }),
  longest: z.int().min(16).max(4_096).default(640).meta({
    title: "Longest side",
    description: "In pixels. Images are made smaller to fit, never larger.",
  }),
  strength: z.number().min(0.5).max(50).default(4).meta({
    title: "Strength",
    description: "Of blur: how many pixels away it reaches, about.",
  }),
  format: z.enum(formats).default("jpeg").meta({
    title: "Format",
    description: "What the new images are encoded as.",
  }),
  output: z.string().max(32_768).optional().meta({
    title: "Save to",
    description:
      "The whole path of a new folder for the new images, or of a new ZIP file (.zip). Left out, nothing is written.",
    "x-output": "-filtered",
  }),
});
type FilterParameters = z.output<typeof parameters>;

/** What came of one image. */
interface FilteredImage {
  readonly name: string;
  /** Pixels; 0 where there is none. */
  readonly width: number;
  readonly height: number;
  /** Bytes of the file, and of the new image. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

interface Filtered {
  readonly first: number;
  readonly images: readonly FilteredImage[];
  /** Thumbnails of those images that have a place on the sheet, one behind the other. */
  readonly thumbnails: Uint8Array;
}

/** Makes images smaller, blurs them or finds their edges. */
export const imageFilter = builtinWorkload<FilterParameters, Filtered>({
  id: "image-filter",
  title: "Filter images",
  summary: "Makes each image of a folder smaller, blurs it or finds its edges, and encodes it anew.",
  lesson:
    "Images are independent of each other, so that workers hardly ever wait and the work scales as far as processors go. Large images make long slices: with coarse chunks somebody ends last, alone.",
  input: "images",
  kind: "cpu",
  area: "images",
  teaches: ["scaling", "balance"],
  parameters,
  chunkUnit: "items",
  restartable: true,
  grows: true,
  // One, at whose end what was written is put in its place.
  rounds: () => 1,
  leftovers(given) {
    const saved = savedImagesOf(given);
    return saved === null ? [] : [saved.unfinished];
  },
  split(input) {
    const dataset = requireDataset(input.dataset, "Filter images");
    savedImagesOf(input.parameters)?.check(dataset);
    return planFiles({ ...input, dataset });
  },
  async task(chunk, context) {
    const { trace } = context;
    const dataset = requireDataset(context.dataset, "Filter images");
    const { side, shown } = sheetLayout(filesOf(dataset).count);
    const saved = savedImagesOf(context.parameters);
    const problems = new FileProblems();
    const images: FilteredImage[] = [];
    const thumbnails = new Uint8Array(Math.max(0, Math.min(chunk.to, shown) - chunk.from) * side ** 2 * 4);
    await forEachImage(chunk, dataset, context, problems, ({ listed, index }, image, codec) => {
      const about = { name: listed.path, bytesBefore: listed.size };
      if (image === null) {
        images.push({ ...about, width: 0, height: 0, bytesAfter: 0 });
        return;
      }
      trace.begin(categories.compute, context.parameters.filter);
      const pixels = filtered(image.pixels(context.parameters.longest), context.parameters, codec);
      trace.end(pixels.rgba.length);
      trace.begin(categories.compute, "encode");
      const encoded = codec.encode(pixels, context.parameters.format, quality);
      trace.end(encoded.length);
      if (saved !== null) {
        trace.begin(categories.serialize, "save");
        saved.write(savedName(listed.path, index, context.parameters.format), encoded);
        trace.end(encoded.length);
      }
      const { width, height } = pixels;
      images.push({ ...about, width, height, bytesAfter: encoded.length });
      if (index < shown) thumbnails.set(codec.thumbnail(pixels, side).rgba, (index - chunk.from) * side ** 2 * 4);
    });
    return { partial: { first: chunk.from, images, thumbnails }, problems: problems.list() };
  },
  combine({ dataset, parameters: given }) {
    const { filter, longest, format, output } = given;
    const known = requireDataset(dataset, "Filter images");
    const { count } = filesOf(known);
    const { side, shown } = sheetLayout(count);
    const sheet = new ContactSheet(count);
    const rows: ResultTable["rows"][number][] = [];
    let whole = 0;
    let bytesAfter = 0;
    const saved = savedImagesOf(given);
    const savedNames: string[] = [];
    let isSaved = false;
    return {
      add({ first, images, thumbnails }) {
        images.forEach((image, at) => {
          const isThere = image.width > 0;
          const { name, width, height, bytesBefore } = image;
          rows.push(
            isThere ? [name, width, height, bytesBefore, image.bytesAfter] : [name, null, null, bytesBefore, null],
          );
          if (isThere) whole++;
          if (isThere && saved !== null) savedNames.push(savedName(name, first + at, format));
          bytesAfter += image.bytesAfter;
          if (!isThere) sheet.cross(first + at);
          else sheet.put(first + at, thumbnails.subarray(at * side ** 2 * 4, (at + 1) * side ** 2 * 4));
        });
      },
      endRound() {
        saved?.finish(savedNames);
        isSaved = saved !== null;
        return { isLast: true, state: null };
      },
      result: () => ({
        columns: [
          { name: "image", type: "text" },
          { name: "width", type: "integer" },
          { name: "height", type: "integer" },
          { name: "bytes before", type: "integer" },
          { name: "bytes after", type: "integer" },
        ],
        rows,
        totalRows: rows.length,
        partial: false,
        chart: null,
        picture: { ...sheet.picture(), title: "New images" },
        figures: [
          { name: "images", value: whole },
          { name: "bytes", value: bytesAfter },
          ...(isSaved ? [{ name: "saved to", value: output! }] : []),
        ],
        headline: `${formatNumber(whole)} of ${formatNumber(count)} images: ${filterWords[filter]}, ${longest} pixels at most${shown < count ? `; the first ${formatNumber(shown)} are shown` : ""}`,
      }),
      problems: () => leftOutProblems(known),
    };
  },
});

function savedImagesOf({ output }: FilterParameters): SavedImages | null {
  return output === undefined || output === "" ? null : new SavedImages(output);
}

const filterWords = { resize: "made smaller", blur: "blurred", edges: "edges" } as const;

function filtered(pixels: Pixels, { filter, strength }: FilterParameters, codec: ImageCodec): Pixels {
  if (filter === "resize") return pixels;
  return filter === "blur" ? codec.blur(pixels, strength) : sobel(pixels);
}
