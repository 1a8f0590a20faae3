import { z } from "zod";

/** How many items a list command prints at most. */
export const ItemLimit = z
  .string()
  .regex(/^[1-9]\d{0,6}$/, "must be a whole number from 1")
  .transform(Number)
  .default(50);
