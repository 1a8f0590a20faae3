import { z } from "zod";

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A length of time as text, such as 30m, 12h or 90d; in milliseconds. */
export const Duration = z
  .string()
  .regex(/^\d{1,5}[mhd]$/, "must be a number of minutes, hours or days, such as 30m, 12h or 90d")
  .transform((text) => {
    const unit = (["m", "h", "d"] as const).find((letter) => text.endsWith(letter)) ?? "m";
    return Number(text.slice(0, -1)) * unitMs[unit];
  });
