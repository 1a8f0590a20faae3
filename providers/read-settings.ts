import type { RateBudget } from "./http/rate-limiter.ts";
import { readSetting, type SettingKey, type Settings, SettingsError } from "./settings.ts";

const bulkReads = { key: "marketplane:bulkReads", env: "MARKETPLANE_BULK_READS" };

/** Whether the reads of a run are answered from listings; "off" reads every object individually. */
export function areReadsShared(settings: Settings): boolean {
  const value = readSetting(settings, bulkReads) ?? "on";
  if (value !== "on" && value !== "off") {
    throw new SettingsError(`${bulkReads.key} (${bulkReads.env}) must be on or off, not ${JSON.stringify(value)}`);
  }
  return value === "on";
}

/** A rate limit such as "1200/300", calls and seconds, or else the vendor's own. */
export function readBudget(settings: Settings, setting: SettingKey, vendorBudget: RateBudget): RateBudget {
  const value = readSetting(settings, setting);
  if (value === undefined) {
    return vendorBudget;
  }
  const match = /^([1-9]\d{0,6})\/([1-9]\d{0,4})$/.exec(value);
  if (!match) {
    throw new SettingsError(
      `${setting.key} (${setting.env}) must be calls/seconds such as 1200/300, not ${JSON.stringify(value)}`,
    );
  }
  return { calls: Number(match[1]), windowMs: Number(match[2]) * 1000 };
}

/** A page size within the vendor's bounds. */
export function readPerPage(
  settings: Settings,
  setting: SettingKey,
  bounds: { readonly min: number; readonly max: number; readonly byDefault: number },
): number {
  const value = readSetting(settings, setting);
  if (value === undefined) {
    return bounds.byDefault;
  }
  const perPage = Number(value);
  if (!Number.isInteger(perPage) || perPage < bounds.min || perPage > bounds.max) {
    throw new SettingsError(
      `${setting.key} (${setting.env}) must be a whole number from ${bounds.min} to ${bounds.max}, not ${JSON.stringify(value)}`,
    );
  }
  return perPage;
}
