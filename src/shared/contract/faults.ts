import { z } from "zod";
import { type Fault, faultCodes } from "../fault";

/** Apart from `fault.ts`: workers need faults, and would load the schema library for nothing. */
export const exitSchema = z.object({
  code: z.number().int().nullable(),
  signal: z.string().nullable(),
});

export const faultSchema: z.ZodType<Fault> = z.object({
  code: z.enum(faultCodes),
  message: z.string(),
  exit: exitSchema.optional(),
  stack: z.string().optional(),
});
