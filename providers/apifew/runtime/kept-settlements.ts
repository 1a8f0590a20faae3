import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { tokenIdOf } from "./request-token.ts";

/** A settlement that apifew has not answered. */
const Kept = z.object({
  token: z.string().min(1),
  statusCode: z.int(),
  caller: z.string().optional(),
  keptAt: z.number(),
});
export type Kept = z.infer<typeof Kept>;

/** A settlement that apifew has not accepted in this time is dropped. */
const lifetimeMs = 7 * 24 * 60 * 60 * 1_000;

/**
 * Settlements that outlive their process: one small file for each, readable by its owner alone, since a token is a secret until
 * it is consumed.
 */
export class KeptSettlements {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  keep(kept: Kept): void {
    writeFileSync(this.#fileOf(tokenIdOf(kept.token)), JSON.stringify(kept), { mode: 0o600 });
  }

  drop(tokenId: string): void {
    rmSync(this.#fileOf(tokenId), { force: true });
  }

  /** What an earlier process left. A file that is half written, or too old, goes. */
  load(now: number): Kept[] {
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

  #read(file: string): Kept | undefined {
    try {
      return Kept.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
      return undefined;
    }
  }

  #fileOf(tokenId: string): string {
    return join(this.#folder, `${tokenId}${suffix}`);
  }
}

const suffix = ".settlement.json";
