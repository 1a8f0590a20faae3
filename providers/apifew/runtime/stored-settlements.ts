import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { tokenIdOf } from "./request-token.ts";

/** A settlement that apifew has not accepted yet. */
const StoredSettlement = z.object({
  token: z.string().min(1),
  statusCode: z.int(),
  caller: z.string().optional(),
  keptAt: z.number(),
});
export type StoredSettlement = z.infer<typeof StoredSettlement>;

/** A settlement that apifew has not accepted in this time is dropped. */
const lifetimeMs = 7 * 24 * 60 * 60 * 1_000;

/**
 * Settlements stored on disk so that they survive the process. One small file each, readable only by its
 * owner, since a token is a secret until it is consumed.
 */
export class StoredSettlements {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  keep(kept: StoredSettlement): void {
    writeFileSync(this.#fileOf(tokenIdOf(kept.token)), JSON.stringify(kept), { mode: 0o600 });
  }

  drop(tokenId: string): void {
    rmSync(this.#fileOf(tokenId), { force: true });
  }

  /** Loads the settlements of an earlier process, and deletes incomplete and expired files. */
  load(now: number): StoredSettlement[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith(suffix))
      .flatMap((name) => {
        const kept = this.#read(join(this.#folder, name));
        if (kept && now - kept.keptAt <= lifetimeMs) {
          return [kept];
        }
        rmSync(join(this.#folder, name), { force: true });
        return [];
      });
  }

  #read(file: string): StoredSettlement | undefined {
    try {
      return StoredSettlement.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
      return undefined;
    }
  }

  #fileOf(tokenId: string): string {
    return join(this.#folder, `${tokenId}${suffix}`);
  }
}

const suffix = ".settlement.json";
