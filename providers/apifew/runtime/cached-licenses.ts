import { z } from "zod";
import { type Clock, elapsedOf } from "../../http/clock.ts";
import { forEachInSlices } from "../../http/in-slices.ts";
import type { ApifewClient } from "../client.ts";
import { isAbsent } from "../fault.ts";
import { answerToNoKey, type LicenseAnswer, type LicenseCheck, toAnswer } from "./license-answer.ts";
import { LicenseLookUps } from "./license-look-ups.ts";
import { type License, LicenseTable } from "./license-table.ts";
import { notify } from "./notify.ts";
import { Refresher } from "./refresher.ts";
import { within } from "./within.ts";

export const Milliseconds = z.int({ error: "must be a whole number of milliseconds" }).min(1);

export const LicenseCheckLimits = z.object({
  /** How often all licenses are fetched, plus or minus 10%. */
  refreshIntervalMs: Milliseconds.min(1_000).default(300_000),
  /** Answers older than this are not used. */
  ageMsMax: Milliseconds.default(86_400_000),
  /** How to treat a key without an answer within `ageMsMax`: "open" serves it, "closed" refuses it. */
  whenUndecided: z.enum(["open", "closed"], { error: 'must be "open" or "closed"' }).default("closed"),
  /**
   * How long a check waits for apifew if the cache has no answer; also how long it waits once for the first
   * list.
   */
  lookUpTimeoutMs: Milliseconds.default(2_000),
  /** Minimum time between two lookups of a key that is not in the list. */
  lookUpIntervalMs: Milliseconds.default(30_000),
  /** Limit on lookups of all keys together. */
  lookUpsPerMinuteMax: z.int({ error: "must be a whole number" }).min(0).default(300),
});
export type LicenseCheckLimits = z.output<typeof LicenseCheckLimits>;

/** The result of a refresh. It contains no keys. */
export type RefreshEvent =
  | { readonly isRefreshed: true; readonly licensesCount: number }
  | { readonly isRefreshed: false; readonly error: unknown };

/** The two calls that a license check makes. */
export type LicenseSource = Pick<ApifewClient, "listLicenses" | "getLicense">;

interface CacheOptions {
  readonly clock: Clock;
  readonly onRefresh?: ((event: RefreshEvent) => void) | undefined;
}

/** Limits the keys kept from lookups, which include made-up ones. */
const lookUpsKeptMax = 10_000;
/** apifew's keys have 36 to 40 characters; a text that cannot be a key is not looked up. */
const keyPattern = /^[\x21-\x7e]{8,128}$/;
/** The only status that apifew documents for a paid license. */
const statusOfRunning = "subscribed";

/** Cached licenses: all are refreshed in the background, and new ones are read one by one. */
export class CachedLicenses implements LicenseCheck {
  readonly #source: LicenseSource;
  readonly #limits: LicenseCheckLimits;
  readonly #options: CacheOptions;
  readonly #elapsed: () => number;
  readonly #table = new LicenseTable(lookUpsKeptMax);
  readonly #lookUps: LicenseLookUps;
  readonly #refresher: Refresher;
  readonly #closing = new AbortController();

  constructor(source: LicenseSource, limits: LicenseCheckLimits, options: CacheOptions) {
    const { clock } = options;
    this.#source = source;
    this.#limits = limits;
    this.#options = options;
    this.#elapsed = elapsedOf(clock);
    this.#lookUps = new LicenseLookUps({
      get: (key) => getLicense(source, key),
      clock,
      intervalMs: limits.lookUpIntervalMs,
      perMinuteMax: limits.lookUpsPerMinuteMax,
    });
    this.#refresher = new Refresher({
      load: () => this.#loadList(),
      intervalMs: limits.refreshIntervalMs,
      clock,
      signal: this.#closing.signal,
    });
    void this.#refresher.run();
  }

  async check(key: string | undefined): Promise<LicenseAnswer> {
    if (key === undefined || !keyPattern.test(key)) {
      return answerToNoKey;
    }
    if (this.#isDecided(key) || this.#closing.signal.aborted) {
      return this.#answer(key);
    }
    const { lookUpTimeoutMs } = this.#limits;
    if (this.#table.listedAt === undefined && this.#refresher.current !== undefined) {
      await within(this.#refresher.current, lookUpTimeoutMs, this.#options.clock);
    }
    if (!this.#isDecided(key)) {
      await within(this.#lookUp(key), lookUpTimeoutMs, this.#options.clock);
    }
    return this.#answer(key);
  }

  refresh(): Promise<void> {
    return this.#refresher.load();
  }

  state(): ReturnType<LicenseCheck["state"]> {
    const { listedAt, size } = this.#table;
    const ageMs = listedAt === undefined ? undefined : this.#elapsed() - listedAt;
    return { ageMs, licensesCount: size };
  }

  close(): void {
    this.#closing.abort();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #answer(key: string): LicenseAnswer {
    const { refreshIntervalMs, ageMsMax, whenUndecided } = this.#limits;
    const limits = { freshForMs: refreshIntervalMs * 2, ageMsMax, whenUndecided };
    const moment = { now: this.#options.clock.now(), elapsed: this.#elapsed() };
    return toAnswer(this.#table.find(key), moment, limits);
  }

  #isDecided(key: string): boolean {
    return ["active", "inactive"].includes(this.#answer(key).verdict);
  }

  async #loadList(): Promise<void> {
    const { onRefresh } = this.#options;
    const observedAt = this.#elapsed();
    try {
      const licenses = new Map<string, License>();
      await forEachInSlices(await this.#source.listLicenses(), ({ key, ...license }) => licenses.set(key, license));
      this.#table.replace(licenses, observedAt);
    } catch (error) {
      notify(onRefresh, { isRefreshed: false, error });
      throw error;
    }
    notify(onRefresh, { isRefreshed: true, licensesCount: this.#table.size });
  }

  async #lookUp(key: string): Promise<void> {
    const lookUp = await this.#lookUps.lookUp(key);
    if (lookUp === undefined) {
      return;
    }
    this.#table.note(key, lookUp);
    if (lookUp.license !== undefined) {
      // The list contains more: whether the license itself is active, and when it ends.
      this.#refresher.runSoon();
    }
  }
}

/**
 * One license from "License information", which returns the pricing's `active` and the status, but no end.
 */
async function getLicense({ getLicense: get }: LicenseSource, key: string): Promise<License | undefined> {
  try {
    const { isPricingActive, status } = await get(key);
    return { isActive: isPricingActive && (status ?? statusOfRunning) === statusOfRunning, status, endsOn: undefined };
  } catch (error) {
    if (isAbsent(error)) {
      return undefined;
    }
    throw error;
  }
}
