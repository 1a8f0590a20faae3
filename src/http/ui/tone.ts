import type { IconName } from "./icon.ts";

/** How good something is: fine, on its way, needs somebody, broken, or nothing to say. */
export type Tone = "good" | "busy" | "warn" | "bad" | "quiet";

/** A shape for each tone, so that nobody has to tell colours apart. */
export const toneIcons: Readonly<Record<Tone, IconName>> = {
  good: "check",
  busy: "turning",
  warn: "clock",
  bad: "alert",
  quiet: "dash",
};
