import { errorsOf, type Series } from "../../shared/contract/series";

/** What was wrong with the data in every run alike, such as a file that is cut off: said once. Null where runs differ in that. */
export function sharedError({ points }: Pick<Series, "points">): string | null {
  const messages = points.filter(({ figures }) => figures !== null).map((point) => errorsOf(point)[0]?.message ?? null);
  return messages.length > 0 && messages.every((message) => message === messages[0]) ? messages[0]! : null;
}
