import type { IconName } from "./icon.ts";

/** How good a status is: good, in progress, needs attention, broken, or neutral. */
export type Tone = "good" | "busy" | "warn" | "bad" | "quiet";

/** A shape for each tone, so that color is not the only distinction. */
export const toneIcons: Readonly<Record<Tone, IconName>> = {
  good: "check",
  busy: "turning",
  warn: "clock",
  bad: "alert",
  quiet: "dash",
};
