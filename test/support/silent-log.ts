import { pino } from "pino";

/** A log that keeps quiet. */
export const silentLog = pino({ level: "silent" });
