import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordCount } from "../../../src/workloads/word-count";
import { openWritten } from "../datasets/support";
import { runWorkload } from "./run-workload";
import { chunkSizesOf } from "./tables";

/** Counts words by one regular expression. */
function wordsOf(text: string): Map<string, number> {
  // Punctuation, symbols and spaces of three blocks beyond ASCII; U+00AA, U+00B5 and U+00BA are letters.
  const other = String.raw`\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2000-\u207f\u3000-\u303f`;
  const letter = String.raw`(?:[A-Za-z0-9_]|[^\u0000-\u007f${other}])`;
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(new RegExp(`${letter}+(?:['\u2019]${letter}+)*`, "gu"))) {
    const key = word.replaceAll("\u2019", "'").replace(/[A-Z]/g, (capital) => capital.toLowerCase());
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The most frequent first; those as frequent by their bytes. */
function ranking(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, m], [b, n]) => n - m || Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

const anyText = fc.string({
  unit: fc.constantFrom(
    ...[..."abAB0_ '-.\n\r\t\v\f", "  ", "the ", "don't", "’", "‘", "“", "—", "é", "É", "ß", "漢", "。", "　", "😀"],
    ...["\u00aa", "\u00b5", "\u00a0", "\u00ab", "\u00bf", "\u0080", "\u207f", "\u2080", "\u303f", "\u3041", "\u2028"],
  ),
  minLength: 1,
  maxLength: 50,
});

describe("counting the words of any text", () => {
  it("gives the words of an independent count, for every chunk size", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (given) => {
        // A letter, so that the file is not only line breaks.
        const text = `${given}x`;
        const expected = ranking(wordsOf(text));
        const dataset = await openWritten(text, "text.txt");
        const whole = { ...dataset, dataStart: 0 };
        for (const chunkSize of chunkSizesOf(dataset)) {
          for (const accumulations of [0, 2]) {
            const { result } = await runWorkload(wordCount, { top: 1_000 }, whole, { chunkSize, accumulations });
            expect(result.rows).toEqual(expected);
          }
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

describe("a long text", () => {
  const phrase = "It was the best of times, it was the worst of times — it’s “the age” of wisdom;\r\nl’été d'Élodie.\n";
  // 2 MB: several blocks, whose borders fall anywhere in these words.
  const text = Array.from({ length: 20_000 }, (_, line) => `${phrase.slice(line % 40)}word${line % 977} `).join("");

  it("is counted the same in one chunk and in many", async () => {
    const dataset = await openWritten(text, "long.txt");
    const counts = wordsOf(text);
    const expected = ranking(counts).slice(0, 50);
    for (const chunkSize of [dataset.size, 700_001, 65_536]) {
      const { result } = await runWorkload(wordCount, { top: 50 }, dataset, { chunkSize });
      expect(result.rows).toEqual(expected);
      const total = [...counts.values()].reduce((all, count) => all + count, 0);
      expect(result.headline).toBe(
        `${total.toLocaleString("en-US")} words, ${counts.size.toLocaleString("en-US")} different`,
      );
    }
  }, 30_000);

  it("may be one word longer than several blocks", async () => {
    const word = "ab".repeat(800_000);
    const dataset = await openWritten(`x ${word} y`, "word.txt");
    for (const chunkSize of [dataset.size, 500_000]) {
      const { result } = await runWorkload(wordCount, { top: 5 }, dataset, { chunkSize });
      expect(result.rows.map(([own, count]) => [String(own).length, count])).toEqual([
        [1_600_000, 1],
        [1, 1],
        [1, 1],
      ]);
    }
  });
});

describe("a word", () => {
  it.each([
    [
      "is the same in capitals, if they are A to Z",
      "The THE the É é",
      [
        ["the", 3],
        ["É", 1],
        ["é", 1],
      ],
    ],
    ["keeps an apostrophe within, straight or curly, as the same", "don't don’t", [["don't", 2]]],
    [
      "has none at its ends",
      "'tis rock 'n' roll’s ‘end’",
      [
        ["end", 1],
        ["n", 1],
        ["rock", 1],
        ["roll's", 1],
        ["tis", 1],
      ],
    ],
    [
      "ends at a hyphen, a dash and a point",
      "well-known—e.g. 3.5",
      [
        ["3", 1],
        ["5", 1],
        ["e", 1],
        ["g", 1],
        ["known", 1],
        ["well", 1],
      ],
    ],
    [
      "may be of any alphabet",
      "слово 漢字 слово",
      [
        ["слово", 2],
        ["漢字", 1],
      ],
    ],
    [
      "may hold digits and underscores",
      "a_1 2nd",
      [
        ["2nd", 1],
        ["a_1", 1],
      ],
    ],
  ])("%s", async (_what, text, rows) => {
    const { result } = await runWorkload(wordCount, {}, await openWritten(text, "words.txt"));
    expect(result.rows).toEqual(rows);
  });

  it("is counted in a CSV file's data, without its header", async () => {
    const { result } = await runWorkload(wordCount, {}, await openWritten("head,er\none,two\ntwo,3\n"));
    expect(result.rows).toEqual([
      ["two", 2],
      ["3", 1],
      ["one", 1],
    ]);
  });
});

describe("the result of counting", () => {
  it("lists the most frequent words only, and tells how many there are", async () => {
    const dataset = await openWritten("c b a b a a\n", "words.txt");
    const { result } = await runWorkload(wordCount, { top: 2 }, dataset);
    expect(result).toMatchObject({
      rows: [
        ["a", 3],
        ["b", 2],
      ],
      totalRows: 2,
      headline: "6 words, 3 different",
    });
    expect((await runWorkload(wordCount, {}, await openWritten("one", "one.txt"))).result.headline).toBe(
      "1 word, 1 different",
    );
  });

  it("says so where words are not UTF-8", async () => {
    const dataset = await openWritten(Buffer.from("caf\xe9 caf\xe9 tea", "latin1"), "words.txt");
    const { result, problems } = await runWorkload(wordCount, {}, dataset);
    expect(result.rows).toEqual([
      ["caf\ufffd", 2],
      ["tea", 1],
    ]);
    expect(problems).toMatchObject([{ code: "not-utf-8", count: 1 }]);
  });
});
