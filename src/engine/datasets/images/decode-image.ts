import type { Transformer } from "@napi-rs/image";
import { FaultError } from "../../../shared/fault";
import { imageHeader } from "./image-size";

/** Pixels of an image at most: 4 bytes each stand in a worker's memory, and as many again while it is worked on. */
const mostPixels = 64_000_000;

/** Pixels, row by row from the top, as red, green, blue and alpha of 8 bits each. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Shape [height * width * 4]. */
  readonly rgba: Uint8Array;
}

/** Why an image gives no pixels, or not all. */
interface ImageTrouble {
  readonly code: "image-undecodable" | "image-too-large" | "image-cut";
  /** What is wrong, to follow the file's name and a colon. */
  readonly reason: string;
}

export type Decoded =
  | { readonly ok: true; readonly image: DecodedImage; readonly remark: ImageTrouble | null }
  | { readonly ok: false; readonly trouble: ImageTrouble };

type Library = typeof import("@napi-rs/image");

/** As the library numbers them; as an enum they would be looked up in it at run time. */
const resizeFit = { cover: 0, fill: 1 } as const;
const bilinear = 1;

/** Decodes PNG, JPEG and WebP, and makes images of pixels. */
export class ImageCodec {
  readonly #library: Library;

  private constructor(library: Library) {
    this.#library = library;
  }

  /**
   * Loads the decoder, which is a binary: whoever has nothing to do with images starts without it.
   *
   * @throws {FaultError} `images-unavailable`.
   */
  static async load(): Promise<ImageCodec> {
    try {
      return new ImageCodec(await import("@napi-rs/image"));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `Images cannot be read on this system: their decoder, @napi-rs/image, does not start. ${reason}`;
      throw new FaultError({ code: "images-unavailable", message }, { cause: error });
    }
  }

  /** Decodes an image as it is to be seen: with the orientation that it tells. Takes up to seconds. */
  decode(bytes: Uint8Array): Decoded {
    const header = imageHeader(bytes);
    if (header === null) return failed("image-undecodable", "it is no whole PNG, JPEG or WebP");
    const { width, height, format } = header;
    if (width * height > mostPixels) {
      const size = `${width.toLocaleString("en-US")} x ${height.toLocaleString("en-US")} pixels`;
      return failed("image-too-large", `it has ${size}, more than the ${mostPixels / 1e6} million that a worker takes`);
    }
    let transformer: Transformer;
    try {
      transformer = new this.#library.Transformer(bytes);
      const { orientation } = transformer.metadataSync(true);
      const isTurned = orientation !== undefined && orientation >= 5;
      const image = new DecodedImage(transformer.rotate(), isTurned ? height : width, isTurned ? width : height);
      return { ok: true, image, remark: format === "jpeg" ? cutRemark(bytes) : null };
    } catch (error) {
      return failed("image-undecodable", reasonOf(error));
    }
  }

  /** The same pixels, blurred. @param sigma Of the Gauss curve, in pixels. */
  blur({ rgba, width, height }: Pixels, sigma: number): Pixels {
    const blurred = this.#library.Transformer.fromRgbaPixels(rgba, width, height).blur(sigma).rawPixelsSync();
    return { rgba: blurred, width, height };
  }

  /** A square of the image's middle. @param side In pixels. */
  thumbnail({ rgba, width, height }: Pixels, side: number): Pixels {
    const transformer = this.#library.Transformer.fromRgbaPixels(rgba, width, height);
    const options = { width: side, height: side, fit: resizeFit.cover, filter: bilinear };
    return { rgba: transformer.fastResize(options).rawPixelsSync(), width: side, height: side };
  }

  /** @param quality 1 to 100, of JPEG and WebP. */
  encode({ rgba, width, height }: Pixels, format: "jpeg" | "png" | "webp", quality: number): Uint8Array {
    const transformer = this.#library.Transformer.fromRgbaPixels(rgba, width, height);
    if (format === "png") return transformer.pngSync();
    return format === "jpeg" ? transformer.jpegSync(quality) : transformer.webpSync(quality);
  }
}

/** An image that was decoded, in memory that the library keeps. */
export class DecodedImage {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly #transformer: Transformer;
  /**
   * As large as what the library keeps, of which the collector of garbage knows nothing: without it, the memory of hundreds of
   * images would pile up before any is freed. Never written, so it takes address space only.
   */
  readonly #ballast: ArrayBuffer;

  constructor(transformer: Transformer, width: number, height: number) {
    this.#transformer = transformer;
    this.width = width;
    this.height = height;
    this.#ballast = new ArrayBuffer(width * height * 4);
  }

  /** Bytes that the decoded image takes. */
  get bytes(): number {
    return this.#ballast.byteLength;
  }

  /** The pixels, made smaller so that neither side is longer than `longest`; never larger than they are. */
  pixels(longest: number): Pixels {
    const scale = Math.min(1, longest / Math.max(this.width, this.height));
    const width = Math.max(1, Math.round(this.width * scale));
    const height = Math.max(1, Math.round(this.height * scale));
    const options = { width, height, fit: resizeFit.fill, filter: bilinear };
    return { rgba: this.#transformer.fastResize(options).rawPixelsSync(), width, height };
  }
}

function failed(code: ImageTrouble["code"], reason: string): Decoded {
  return { ok: false, trouble: { code, reason } };
}

/** The library fills what is missing of a JPEG with grey and says nothing. */
function cutRemark(bytes: Uint8Array): ImageTrouble | null {
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf(
    "\xff\xd9",
    undefined,
    "latin1",
  );
  return end < 0 ? { code: "image-cut", reason: "it ends before the picture does; what is missing is grey" } : null;
}

/** The library's message, without its own preface. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const reason = text.replace(/^Decode image failed /, "").trim();
  return `it cannot be decoded (${reason === "" ? "for no reason given" : reason})`;
}
