import { randomStream } from "../support/random";

/** Random numbers that an answer takes, for each one that the parameter says. */
const numbersPerUnit = 100_000;

const words = [
  "hello",
  "who",
  "has",
  "seen",
  "the",
  "build",
  "today",
  "it",
  "is",
  "green",
  "again",
  "lunch",
  "at",
  "noon",
];

/** What a client says. Depends on its number alone. */
export interface Message {
  readonly number: number;
  readonly room: number;
  readonly text: string;
}

export interface Answer {
  readonly number: number;
  /** A 32-bit number made from the message, so that it can be told whether every answer is right. */
  readonly seal: number;
}

const rooms = 4;

export function messageOf(number: number): Message {
  const random = randomStream(2, number);
  const length = 3 + Math.floor(random() * 8);
  const text = Array.from({ length }, () => words[Math.floor(random() * words.length)]!).join(" ");
  return { number, room: number % rooms, text };
}

/** Works on a message as a server would that looks through it. @param work Units of some tenths of a millisecond. */
export function answerTo({ number, room, text }: Message, work: number): Answer {
  let hash = room;
  for (const character of text) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
  const random = randomStream(hash >>> 0, number);
  let last = 0;
  for (let count = 0; count < work * numbersPerUnit; count++) last = random();
  return { number, seal: (hash ^ Math.floor(last * 2 ** 32)) >>> 0 };
}

/**
 * When each message comes, in milliseconds from the first second on: at random, so that they bunch.
 *
 * @param perSecond How many come on average.
 */
export function arrivals(count: number, perSecond: number): Float64Array {
  const random = randomStream(3, 0);
  let nowMs = 0;
  return Float64Array.from({ length: count }, () => {
    nowMs += (-Math.log(1 - random()) * 1_000) / perSecond;
    return nowMs;
  });
}
