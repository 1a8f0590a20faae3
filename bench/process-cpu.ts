import { readFileSync } from "node:fs";

/** The kernel's unit of these counters on every platform that has them (USER_HZ). */
const ticksPerSecond = 100;
/** Positions after the command's name, which may hold blanks. */
const userTicks = 11;
const systemTicks = 12;

/** The processor time that a process has used so far, in seconds; 0 where there is no /proc to read it from. */
export function processCpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[userTicks]) + Number(fields[systemTicks])) / ticksPerSecond;
  } catch {
    return 0;
  }
}
