import { z } from "zod";
import { builtinWorkload, formatNumber, planItems } from "../../library/worker";
import { inTurns } from "../support/in-turns";

/** Stretches of the numbers that the result counts one by one, so that it is the same for every chunk size. */
const stretches = 10;

/** Numbers tested between two looks at the clock. */
const numbersPerLook = 512;

const parameters = z.strictObject({
  below: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(5_000_000)
    .meta({ title: "Below", description: "Counts the primes smaller than this." }),
});

/** Counts primes by trial division: slow on purpose. */
export const primes = builtinWorkload<z.output<typeof parameters>, Float64Array>({
  id: "primes",
  title: "Count primes",
  summary:
    "Counts the primes below a number, trying odd divisors one by one: a slow method, chosen to keep processors busy.",
  lesson:
    "Pure computing: processes and threads finish sooner with every core, concurrent on one thread does not. Later chunks take longer, since larger numbers need more divisions.",
  input: "none",
  kind: "cpu",
  area: "computing",
  teaches: ["scaling", "balance"],
  parameters,
  chunkUnit: "items",
  restartable: true,
  grows: true,
  split: (input) => planItems(0, input.parameters.below, input),
  async task(chunk, context) {
    const { below } = context.parameters;
    const counts = new Float64Array(stretches);
    await inTurns(chunk, context, { name: "divide", step: numbersPerLook }, (from, to) => {
      for (let number = from; number < to; number++) if (isPrime(number)) counts[stretchOf(number, below)]! += 1;
    });
    return { partial: counts };
  },
  combine({ parameters: { below } }) {
    const counts = new Float64Array(stretches);
    return {
      add: (partial) => {
        partial.forEach((count, stretch) => {
          counts[stretch]! += count;
        });
      },
      result: () => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        const rows = Array.from(counts, (count, stretch): [string, number] => {
          const from = stretchStart(stretch, below);
          const last = stretchStart(stretch + 1, below) - 1;
          return [`${formatNumber(from)} to ${formatNumber(last)}`, count];
        }).filter((_, stretch) => stretchStart(stretch, below) < stretchStart(stretch + 1, below));
        return {
          columns: [
            { name: "numbers", type: "text" },
            { name: "primes", type: "integer" },
          ],
          rows,
          totalRows: rows.length,
          partial: false,
          chart: { kind: "bar", x: "numbers", y: "primes" },
          headline: `${formatNumber(total)} ${total === 1 ? "prime" : "primes"} below ${formatNumber(below)}`,
        };
      },
    };
  },
});

/** The first number of a stretch. */
function stretchStart(stretch: number, below: number): number {
  return Math.ceil((stretch * below) / stretches);
}

function stretchOf(number: number, below: number): number {
  return Math.floor((number * stretches) / below);
}

/** Trial division by 2 and odd numbers up to the square root. `number` below 2^31. */
function isPrime(number: number): boolean {
  if (number < 4) return number >= 2;
  if ((number & 1) === 0) return false;
  const root = Math.floor(Math.sqrt(number));
  for (let divisor = 3; divisor <= root; divisor += 2) if (number % divisor === 0) return false;
  return true;
}
