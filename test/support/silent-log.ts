import { pino } from "pino";

/** A log without output. */
export const silentLog = pino({ level: "silent" });
