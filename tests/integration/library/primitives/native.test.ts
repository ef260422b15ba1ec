import { describePrimitives } from "./run-cases";

describePrimitives("in shared memory");
