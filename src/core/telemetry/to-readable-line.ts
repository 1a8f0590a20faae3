import { styleText } from "node:util";
import { z } from "zod";

const Line = z.looseObject({ time: z.string(), level: z.string(), msg: z.string().default("") });
const colours: Readonly<Record<string, "red" | "yellow" | "green" | "gray">> = {
  fatal: "red",
  error: "red",
  warn: "yellow",
  info: "green",
};

/** A JSON line in human-readable form: time, level, message, and the other fields. */
export function toReadableLine(line: string): string {
  const { time, level, msg, ...fields } = Line.parse(JSON.parse(line));
  const shown = Object.entries(fields).map(([name, value]) => `${name}=${toText(value)}`);
  const head = `${time.slice(11, 19)} ${styleText(colours[level] ?? "gray", level.padEnd(5))} ${msg}`;
  return `${[head, ...shown].join(" ")}\n`;
}

function toText(value: unknown): string {
  return typeof value === "string" && /^\S+$/.test(value) ? value : JSON.stringify(value);
}
