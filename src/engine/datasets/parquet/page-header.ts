import { parquetHeader } from "hyparquet/src/column.js";
import { ofLibrary } from "./reason-of";

export type PageHeader = ReturnType<typeof parquetHeader>;

/**
 * Reads the header of a page, and goes behind it.
 *
 * @throws {Error} Where it ends too early, or has no numbers where they must be: the library does not look.
 */
export function readPageHeader(reader: Parameters<typeof parquetHeader>[0]): PageHeader {
  const header = ofLibrary(() => parquetHeader(reader));
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  const numbers = [header.uncompressed_page_size, header.compressed_page_size];
  if (first !== undefined) numbers.push(first.num_values);
  if (dictionary !== undefined) numbers.push(dictionary.num_values);
  if (second !== undefined) {
    const { num_values: values, num_nulls: nulls } = second;
    numbers.push(values, nulls, second.definition_levels_byte_length, second.repetition_levels_byte_length);
  }
  if (!numbers.every(Number.isInteger)) throw new Error("a page's header holds something else than numbers");
  return header;
}
