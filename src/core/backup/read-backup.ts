import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import { createGunzip } from "node:zlib";
import { errorText } from "@marketplane/providers/error-text.ts";
import { z } from "zod";
import { BackupHeader, type BackupTrailer, ControlLine, isRow } from "./backup-format.ts";

/** What a backup is made of, in its order. */
export type BackupPart =
  | { readonly kind: "header"; readonly header: BackupHeader }
  /** One row, as the JSON text that PostgreSQL wrote. */
  | { readonly kind: "row"; readonly table: string; readonly json: string }
  | { readonly kind: "trailer"; readonly trailer: BackupTrailer };

/** Reads a backup to its end and checks it on the way; throws if it is cut off, damaged, or none at all. */
export async function* readBackup(file: string): AsyncGenerator<BackupPart> {
  const hash = createHash("sha256");
  const rows: Record<string, number> = {};
  let table: string | undefined;
  let isFirst = true;
  let trailer: BackupTrailer | undefined;
  for await (const line of readLines(file)) {
    if (trailer !== undefined) {
      throw new UnusableBackupError(file, "something follows its end");
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
    throw new UnusableBackupError(file, "it is cut off");
  }
  if (trailer.sha256 !== hash.digest("hex") || !isDeepStrictEqual(trailer.rows, rows)) {
    throw new UnusableBackupError(file, "it is damaged: its content does not match its checksum");
  }
  yield { kind: "trailer", trailer };
}

/** Reads it through, for its header and trailer. */
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

/** A file that nothing can be restored from. */
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
  // What a line end closes no more is part of none.
  if (rest !== "") {
    throw new UnusableBackupError(file, "it is cut off");
  }
}

function explain(error: unknown): string {
  const said = errorText(error);
  return /^E[A-Z]+:/.test(said) ? said : `it is damaged, cut off, or no backup of marketplane (${said})`;
}

function parse<Schema extends z.ZodType>(file: string, schema: Schema, line: string): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UnusableBackupError(file, "it is no backup of marketplane, or damaged");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new UnusableBackupError(file, z.prettifyError(parsed.error));
  }
  return parsed.data;
}
