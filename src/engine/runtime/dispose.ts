// For programs that are compiled for an older library: without it they could not read the declarations.
/// <reference lib="esnext.disposable" preserve="true" />

/** `Symbol.dispose`, or what compilers of `using` take where it is missing: Node 16 in Electron 22. Ends with Electron 29. */
export const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** Likewise for `await using`. */
export const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");
