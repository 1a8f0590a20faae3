import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import { createGunzip } from "node:zlib";
import { errorText } from "@marketplane/providers/error-text.ts";
import { z } from "zod";
import { BackupHeader, type BackupTrailer, ControlLine, isRow } from "./backup-format.ts";

/** The parts of a backup, in order. */
export type BackupPart =
  | { readonly kind: "header"; readonly header: BackupHeader }
  /** One row, as JSON text written by PostgreSQL. */
  | { readonly kind: "row"; readonly table: string; readonly json: string }
  | { readonly kind: "trailer"; readonly trailer: BackupTrailer };

/** Reads and checks a backup. Throws UnusableBackupError if it is truncated, damaged, or not a backup. */
export async function* readBackup(file: string): AsyncGenerator<BackupPart> {
  const hash = createHash("sha256");
  const rows: Record<string, number> = {};
  let table: string | undefined;
  let isFirst = true;
  let trailer: BackupTrailer | undefined;
  for await (const line of readLines(file)) {
    if (trailer !== undefined) {
      throw new UnusableBackupError(file, "data follows its end");
    }
    if (isFirst) {
      isFirst = false;
      yield { kind: "header", header: parse(file, BackupHeader, line) };
    } else if (isRow(line) && table !== undefined) {
      rows[table] = (rows[table] ?? 0) + 1;
      yield { kind: "row", table, json: line };
    } else {
      const [kind, content] = parse(file, ControlLine, line);
      if (kind === "end") {
        trailer = content;
        continue;
      }
      table = content;
      rows[table] = 0;
    }
    hash.update(`${line}\n`);
  }
  if (trailer === undefined) {
    throw new UnusableBackupError(file, "it is truncated");
  }
  if (trailer.sha256 !== hash.digest("hex") || !isDeepStrictEqual(trailer.rows, rows)) {
    throw new UnusableBackupError(file, "it is damaged: its content does not match its checksum");
  }
  yield { kind: "trailer", trailer };
}

/** Checks the whole file, and returns its header and trailer. */
export async function checkBackup(file: string): Promise<{ header: BackupHeader; trailer: BackupTrailer }> {
  let header: BackupHeader | undefined;
  for await (const part of readBackup(file)) {
    if (part.kind === "header") {
      header = part.header;
    }
    if (part.kind === "trailer" && header !== undefined) {
      return { header, trailer: part.trailer };
    }
  }
  throw new UnusableBackupError(file, "it is empty");
}

/** The file cannot be restored. */
export class UnusableBackupError extends Error {
  constructor(file: string, what: string) {
    super(`${file} cannot be restored: ${what}`);
  }
}

async function* readLines(file: string): AsyncGenerator<string> {
  let rest = "";
  try {
    for await (const chunk of pipeline(createReadStream(file), createGunzip(), () => {}).setEncoding("utf8")) {
      const lines = `${rest}${chunk}`.split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (error) {
    throw new UnusableBackupError(file, explain(error));
  }
  // The last line of a complete backup ends with a line break.
  if (rest !== "") {
    throw new UnusableBackupError(file, "it is truncated");
  }
}

function explain(error: unknown): string {
  const text = errorText(error);
  return /^E[A-Z]+:/.test(text) ? text : `it is damaged, truncated, or not a backup of marketplane (${text})`;
}

function parse<Schema extends z.ZodType>(file: string, schema: Schema, line: string): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UnusableBackupError(file, "it is damaged, or not a backup of marketplane");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new UnusableBackupError(file, z.prettifyError(parsed.error));
  }
  return parsed.data;
}
