import type { Dataset, Thumbnail } from "../../../shared/contract/models";
import type { PicturedDataset } from "../../protocol/looking";
import { readFileList } from "../files/file-list";
import { pathOfListed } from "../files/open-files";
import { readListed } from "../files/read-listed";
import { idxImage } from "../idx/idx-image";
import { ImageCodec } from "./decode-image";

/** Pixels of a thumbnail's longer side: enough for displays of two pixels a point. */
const longestSide = 224;

/** Of WebP, 1 to 100. */
const quality = 75;

/** Larger files are not looked at. */
const mostBytes = 256 * 1024 * 1024;

/** Makes a small picture of one of a dataset's images. @throws {FaultError} `images-unavailable`, `dataset-missing`. */
export type MakeThumbnail = (dataset: PicturedDataset, index: number) => Promise<Thumbnail>;

export const makeThumbnail: MakeThumbnail = async (dataset, index) => {
  const { records, path } = dataset;
  return records === undefined ? ofFile(dataset, index) : ofRecord({ records, path }, index);
};

async function ofRecord(
  dataset: Pick<Dataset, "path"> & { readonly records: NonNullable<Dataset["records"]> },
  index: number,
): Promise<Thumbnail> {
  const { width, height } = dataset.records;
  const about = { name: String(index + 1), size: width * height };
  const codec = await ImageCodec.load();
  const pixels = idxImage(dataset, index);
  if (pixels === null)
    return { ...about, width: 0, height: 0, webp: null, remark: "it is not at the file's beginning" };
  return { ...about, width, height, webp: base64(codec.encode(pixels, "webp", quality)), remark: null };
}

async function ofFile(dataset: PicturedDataset, index: number): Promise<Thumbnail> {
  const listed = readFileList(dataset.files?.list ?? "").at(index);
  const about = { name: listed.path, size: listed.size };
  const codec = await ImageCodec.load();
  const file = readListed(pathOfListed(dataset, listed), listed, mostBytes);
  if (!file.ok) return { ...about, width: 0, height: 0, webp: null, remark: file.trouble.reason };
  const decoded = codec.decode(file.bytes);
  if (!decoded.ok) return { ...about, width: 0, height: 0, webp: null, remark: decoded.trouble.reason };
  try {
    const { width, height } = decoded.image;
    const small = codec.encode(decoded.image.pixels(longestSide), "webp", quality);
    return { ...about, width, height, webp: base64(small), remark: decoded.remark?.reason ?? null };
  } catch (error) {
    // Its pixels are decoded only now.
    const reason = error instanceof Error ? error.message : String(error);
    return { ...about, width: 0, height: 0, webp: null, remark: `it cannot be decoded (${reason})` };
  }
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}
