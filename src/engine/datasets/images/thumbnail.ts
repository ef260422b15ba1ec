import type { Dataset, Thumbnail } from "../../../shared/contract/models";
import { readFileList } from "../files/file-list";
import { pathOfListed } from "../files/open-files";
import { readListed } from "../files/read-listed";
import { ImageCodec } from "./decode-image";

/** Pixels of a thumbnail's longer side: enough for displays of two pixels a point. */
const longestSide = 224;

/** Of WebP, 1 to 100. */
const quality = 75;

/** Larger files are not looked at. */
const mostBytes = 256 * 1024 * 1024;

/** Makes a small picture of one of a dataset's images. @throws {FaultError} `images-unavailable`, `dataset-missing`. */
export type MakeThumbnail = (dataset: Pick<Dataset, "files">, index: number) => Promise<Thumbnail>;

export const makeThumbnail: MakeThumbnail = async (dataset, index) => {
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
    const webp = Buffer.from(small.buffer, small.byteOffset, small.byteLength).toString("base64");
    return { ...about, width, height, webp, remark: decoded.remark?.reason ?? null };
  } catch (error) {
    // Its pixels are decoded only now.
    const reason = error instanceof Error ? error.message : String(error);
    return { ...about, width: 0, height: 0, webp: null, remark: `it cannot be decoded (${reason})` };
  }
};
