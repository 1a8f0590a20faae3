import { z } from "zod";

/** The first line of a backup: what it is, and which migrations its tables have been through. */
export const BackupHeader = z.object({
  format: z.literal("marketplane-backup", { error: "it is no backup of marketplane" }),
  version: z.literal(1, { error: "a newer marketplane wrote it" }),
  migrations: z.array(z.string()).min(1),
  createdAt: z.iso.datetime(),
});
export type BackupHeader = z.infer<typeof BackupHeader>;

/** The last line: rows of each table, and the SHA-256 of all lines before. */
export const BackupTrailer = z.object({
  rows: z.record(z.string(), z.int()),
  sha256: z.string(),
});
export type BackupTrailer = z.infer<typeof BackupTrailer>;

/**
 * A line between them. Rows are objects, as PostgreSQL writes and reads them, so that nothing is rounded on the way through
 * JavaScript; `["rows", TABLE]` stands before those of a table, and the trailer in `["end", TRAILER]`.
 */
export const ControlLine = z.union([
  z.tuple([z.literal("rows"), z.string()]),
  z.tuple([z.literal("end"), BackupTrailer]),
]);

export const isRow = (line: string) => line.startsWith("{");
