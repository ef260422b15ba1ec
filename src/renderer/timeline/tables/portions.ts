/**
 * A long question that is answered in portions: whoever runs it may pause wherever it tells its progress, 0 to 1, and
 * need not go on.
 */
export type Portions<Result> = Generator<number, Result, void>;

/** Rows between two chances to pause: well below a millisecond of work. */
export const portionRows = 8_192;
