import { z } from "zod";

/** A share as text, such as 20%; from 0 to 1. */
export const Share = z
  .string()
  .regex(/^(100|\d{1,2})%$/, "must be a percentage from 0% to 100%")
  .transform((text) => Number(text.slice(0, -1)) / 100);
