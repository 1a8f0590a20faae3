/** apifew's wire formats, as far as they are used here (reference: the vendor's API page). */
import { z } from "zod";

/** A blank stands for what is not there. */
const Text = z
  .string()
  .nullish()
  .transform((text) => text || undefined);

/** The page prints booleans as such, and as text in the details of pricings. */
const Flag = z
  .union([z.boolean(), z.number(), z.string()])
  .nullish()
  .transform((flag) => flag === true || flag === 1 || ["true", "1"].includes(String(flag).toLowerCase()));

const Decimal = z
  .union([z.number(), z.string().regex(/^\s*[-+]?[\d.]+(e[-+]?\d+)?\s*$/i, "is no number")])
  .transform(Number);

/** The day on which a license ends, such as 2022-02-28; the epoch stands for no end. */
const EndDate = Text.transform((date) => (date === undefined || date.startsWith("1970-01-01") ? undefined : date));

const Texts = z
  .array(z.string())
  .nullish()
  .transform((texts) => texts ?? []);

/** A pricing's revision under its full name, such as "Monthly pricing rev.10". */
const FullName = Text.transform((text) => (text === undefined ? undefined : parseFullName(text)));

export interface PricingName {
  readonly name: string;
  readonly revision?: number;
}

export function parseFullName(text: string): PricingName {
  const match = /^(.*\S)\s+rev\.?\s*(\d+)$/i.exec(text.trim());
  return match?.[1] ? { name: match[1], revision: Number(match[2]) } : { name: text.trim() };
}

export const Created = z.object({ uid: Text });
export type Created = z.infer<typeof Created>;

export const User = z
  .object({
    login: z.string().min(1),
    uid: Text,
    license_key: Text,
    license_number: Text,
    pricing_fullname: FullName,
    license_features: Texts,
    license_active: Flag,
    license_status: Text,
    name_first: Text,
    name_last: Text,
  })
  .transform((wire) => ({
    login: wire.login,
    uid: wire.uid,
    licenseKey: wire.license_key ?? wire.license_number,
    pricing: wire.pricing_fullname,
    licenseFeatures: wire.license_features,
    isLicenseActive: wire.license_active,
    licenseStatus: wire.license_status,
    nameFirst: wire.name_first,
    nameLast: wire.name_last,
  }));
export type User = z.infer<typeof User>;

/** The deprecated form of a user, /v1. */
export const UserV1 = z
  .object({ login: z.string(), uid: Text, license_number: Text, license_key: Text, license_ok: Flag })
  .transform((wire) => ({
    login: wire.login,
    uid: wire.uid,
    licenseKey: wire.license_number ?? wire.license_key,
    isLicenseOk: wire.license_ok,
  }));
export type UserV1 = z.infer<typeof UserV1>;

/** No uid is documented for pricings; where one comes all the same, it is believed. */
const pricingFields = {
  pricing_name: z.string().min(1),
  pricing_rev: Decimal,
  uid: Text,
  pricing_uid: Text,
};

export const BasicPricing = z
  .object({ ...pricingFields, licenses_count: Decimal, features: Texts })
  .transform((wire) => ({
    name: wire.pricing_name,
    revision: wire.pricing_rev,
    uid: wire.pricing_uid ?? wire.uid,
    licensesCount: wire.licenses_count,
    features: wire.features,
  }));
export type BasicPricing = z.infer<typeof BasicPricing>;
export const Pricings = z.object({ pricings: z.array(BasicPricing) }).transform(({ pricings }) => pricings);

const PricedLicense = z
  .object({
    // The page's example has it blank.
    key: z.string(),
    pricing_fullname: FullName,
    end_dt: EndDate,
    active: Flag,
    status: Text,
    owner_login: Text,
    user_login: Text,
  })
  .transform((wire) => ({
    key: wire.key,
    pricing: wire.pricing_fullname,
    endsOn: wire.end_dt,
    isActive: wire.active,
    status: wire.status,
    ownerLogin: wire.owner_login,
    userLogin: wire.user_login,
  }));

export const PricingDetails = z
  .object({
    ...pricingFields,
    // Nullable and not optional: an answer without licenses is the basic form, and would make every license look absent.
    licenses: z.array(PricedLicense).nullable(),
  })
  .transform((wire) => ({
    name: wire.pricing_name,
    revision: wire.pricing_rev,
    uid: wire.pricing_uid ?? wire.uid,
    licenses: wire.licenses ?? [],
  }));
export type PricingDetails = z.infer<typeof PricingDetails>;
export const PricingsWithLicenses = z
  .object({ pricings: z.array(PricingDetails) })
  .transform(({ pricings }) => pricings);

export const LicenseInfo = z
  .object({
    login: Text,
    uid: Text,
    license_number: Text,
    license_key: Text,
    pricing_name: FullName,
    pricing_fullname: FullName,
    pricing_features: Texts,
    pricing_active: Flag,
    license_status: Text,
  })
  .transform((wire) => ({
    login: wire.login,
    uid: wire.uid,
    key: wire.license_number ?? wire.license_key,
    pricing: wire.pricing_fullname ?? wire.pricing_name,
    features: wire.pricing_features,
    isPricingActive: wire.pricing_active,
    status: wire.license_status,
  }));
export type LicenseInfo = z.infer<typeof LicenseInfo>;

const LicenseStatus = z
  .object({ key: z.string(), active: Flag, status: Text, end_dt: EndDate })
  .transform((wire) => ({ key: wire.key, isActive: wire.active, status: wire.status, endsOn: wire.end_dt }));
export const LicenseStatuses = z.object({ licenses: z.array(LicenseStatus) }).transform(({ licenses }) => licenses);

/** Keys that are made: without them nobody could say which licenses are ours. */
export const CreatedLicenses = z.object({ keys: z.array(z.string().min(1)).min(1) });
export const UsedLicense = z.object({ key: Text }).nullish();
export const Migration = z.object({ licenses_migrated: Decimal }).transform((wire) => wire.licenses_migrated);
export const CounterValue = z.object({ value: Decimal }).transform(({ value }) => value);
export const Token = z.object({ token: z.string().min(1) });
export const ConsumedToken = z
  .object({ app_name: Text, consumed: Flag, pricing: Text })
  .transform((wire) => ({ appName: wire.app_name, isConsumed: wire.consumed, pricing: wire.pricing }));
export type ConsumedToken = z.infer<typeof ConsumedToken>;
