/**
 * `npm run lessons` writes `docs/learn`, the lessons as pages to read, from what the app shows of them. Their pictures are taken by
 * `npm run screenshots -- lessons`.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { inProject } from "./support/paths.mjs";

/**
 * As `src/renderer/lessons/lesson.ts` has it.
 *
 * @typedef {{
 *   id: string, title: string, text: readonly string[], remember: string, note?: string,
 *   question: { asks: string, answers: readonly string[], right: number, because: string },
 *   see: readonly { text: string, place: { lane: string } }[],
 * }} Lesson
 */

/** @returns {Promise<readonly Lesson[]>} The lessons, as the app has them. */
export async function readLessons() {
  const { outputFiles } = await build({
    entryPoints: [inProject("src/renderer/lessons/index.ts")],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
  });
  const code = Buffer.from(/** @type {Uint8Array} */ (outputFiles[0]?.contents)).toString("base64");
  const module = await import(`data:text/javascript;base64,${code}`);
  return module.lessons;
}

/**
 * @param {readonly Lesson[]} lessons
 * @returns {ReadonlyMap<string, string>} Text by name, for the folder `docs/learn`.
 */
export function lessonPages(lessons) {
  const pages = new Map([["README.md", overview(lessons)]]);
  for (const [index, lesson] of lessons.entries()) pages.set(`${lesson.id}.md`, page(lesson, index, lessons));
  return pages;
}

/** @param {readonly Lesson[]} lessons */
function overview(lessons) {
  const list = lessons.map(({ id, title, remember }, index) => `${index + 1}. [${title}](${id}.md): ${remember}`);
  return `# Learn concurrency in twelve runs

Twelve small programs, each in TypeScript and in Python. Say what you expect, run it, and look at the timeline: what each process did, and
what it waited for. In the app they stand under *Learn concurrency in twelve runs* on the first page, with one button to run each.

${list.join("\n")}

## Run one

In a clone of the repository, after \`npm ci\`:

\`\`\`sh
npm run -s lanescope -- exec --report examples/learn/${lessons[0]?.id}.ts
\`\`\`

In a folder that [the package is installed in](../../README.md#install-it-elsewhere):

\`\`\`sh
npx lanescope exec --report node_modules/lanescope/examples/learn/${lessons[0]?.id}.ts
\`\`\`
`;
}

/**
 * @param {Lesson} lesson
 * @param {number} index
 * @param {readonly Lesson[]} lessons
 */
function page(lesson, index, lessons) {
  const { id, title, text, question, see, remember, note } = lesson;
  const next = lessons[index + 1];
  const picture = `pictures/${id}.png`;
  const parts = [
    `# ${index + 1}. ${title}`,
    ...text,
    "## What do you expect?",
    question.asks,
    question.answers.map((answer) => `- ${answer}`).join("\n"),
    "## Run it",
    `\`\`\`sh\nnpm run -s lanescope -- exec --report examples/learn/${id}.ts\n\`\`\``,
    "In the app it is one click, and its timeline stands beside these words. Where the package is installed, see [how](README.md#run-one).",
    ...(existsSync(inProject("docs/learn", picture)) ? [`![The timeline of this run](${picture})`] : []),
    "## What to see",
    see.map((sight, number) => `${number + 1}. **${sight.place.lane.replace(" *", "s")}**: ${sight.text}`).join("\n"),
    "## The answer",
    `**${question.answers[question.right]}.** ${question.because}`,
    "## To keep in mind",
    remember,
    ...(note === undefined ? [] : [`> ${note}`]),
    "## The code",
    fence("ts", `${id}.ts`),
    "The same in Python:",
    fence("python", `${id}.py`),
    next === undefined ? "[All lessons](README.md)" : `Next: [${next.title}](${next.id}.md)`,
  ];
  return `${parts.join("\n\n")}\n`;
}

/**
 * @param {string} language
 * @param {string} name
 */
function fence(language, name) {
  return `\`\`\`${language}\n${readFileSync(inProject("examples/learn", name), "utf8").trimEnd()}\n\`\`\``;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(inProject("docs/learn"), { recursive: true });
  for (const [name, text] of lessonPages(await readLessons())) writeFileSync(inProject("docs/learn", name), text);
}
