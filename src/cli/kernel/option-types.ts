/** Values on the command line: how they are written, and what they become. */
import { z } from "zod";

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function toMs(text: string): number {
  const unit = (["s", "m", "h", "d"] as const).find((letter) => text.endsWith(letter)) ?? "s";
  return Number(text.slice(0, -1)) * unitMs[unit];
}

/** A duration such as 30m, 12h or 90d; in milliseconds. */
export const Duration = z
  .string()
  .regex(/^\d{1,5}[mhd]$/, "must be a number of minutes, hours or days, such as 30m, 12h or 90d")
  .transform(toMs);

/** The time between two polls, such as 30s, 5m or 1h; in milliseconds. */
export const Interval = z
  .string()
  .regex(/^[1-9]\d{0,4}[smh]$/, "must be a number of seconds, minutes or hours, such as 30s, 5m or 1h")
  .transform(toMs);

/** A percentage such as 20%; from 0 to 1. */
export const Share = z
  .string()
  .regex(/^(100|\d{1,2})%$/, "must be a percentage from 0% to 100%")
  .transform((text) => Number(text.slice(0, -1)) / 100);

export const WholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, "must be a whole number")
  .transform(Number);
export const PositiveNumber = WholeNumber.pipe(z.number().min(1, "must be at least 1"));

export const Port = WholeNumber.pipe(z.number().max(65_535, "must be a number from 0 to 65535"));

/** An endpoint's URL. A message about it does not show it, because it may hold credentials. */
export const EndpointUrl = z
  .string({ error: "is required: the endpoint's http(s) URL" })
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "must be an http(s) URL")
  .refine(
    (text) => !URL.canParse(text) || (new URL(text).username === "" && new URL(text).password === ""),
    "must hold no user and password: they come from the environment",
  )
  .refine((text) => !/[?#]/.test(text), "must have neither query nor fragment")
  .transform((text) => text.replace(/\/+$/, ""));

export const RepositoryHost = z.enum(["github", "gitlab"], { error: "must be github or gitlab" });
