import { z } from "zod";

/** The first line of a backup: its format, and the migrations that its tables have. */
export const BackupHeader = z.object({
  format: z.literal("marketplane-backup", { error: "it is not a backup of marketplane" }),
  version: z.literal(1, { error: "it was written by a newer version of marketplane" }),
  migrations: z.array(z.string()).min(1),
  createdAt: z.iso.datetime(),
});
export type BackupHeader = z.infer<typeof BackupHeader>;

/** The last line: the number of rows of each table, and the SHA-256 of all lines before it. */
export const BackupTrailer = z.object({
  rows: z.record(z.string(), z.int()),
  sha256: z.string(),
});
export type BackupTrailer = z.infer<typeof BackupTrailer>;

/**
 * A line that is not a row. `["rows", TABLE]` precedes a table's rows, and `["end", TRAILER]` holds the
 * trailer. Rows are JSON objects that PostgreSQL writes and reads, because JavaScript would round numbers.
 */
export const ControlLine = z.union([
  z.tuple([z.literal("rows"), z.string()]),
  z.tuple([z.literal("end"), BackupTrailer]),
]);

export const isRow = (line: string) => line.startsWith("{");
