import { readFileSync } from "node:fs";

/** The kernel's unit of these counters on all platforms (USER_HZ). */
const ticksPerSecond = 100;
/** Positions after the command's name, which may contain spaces. */
const userTicks = 11;
const systemTicks = 12;

/** The processor seconds that a process has used so far; 0 if there is no /proc. */
export function processCpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[userTicks]) + Number(fields[systemTicks])) / ticksPerSecond;
  } catch {
    return 0;
  }
}
