/** apifew's wire formats, as far as they are used here (reference: the vendor's API page). */
import { z } from "zod";

/**
 * A text. A blank value counts as missing, and so does a value that is not a text: one odd field must not
 * make a whole page unreadable. Only fields that a resource acts on are rejected.
 */
const Text = z.unknown().optional().transform(textOf);

function textOf(value: unknown): string | undefined {
  return ["string", "number", "boolean"].includes(typeof value) ? String(value).trim() || undefined : undefined;
}

/** The page prints booleans as such, and as text in pricing details. */
const OptionalFlag = z
  .unknown()
  .optional()
  .transform((flag) => (flag === undefined || flag === null || flag === "" ? undefined : isTrue(flag)));
const Flag = OptionalFlag.transform((flag) => flag ?? false);

function isTrue(flag: unknown): boolean {
  return ["true", "1"].includes(String(flag).trim().toLowerCase());
}

const decimalPattern = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i;

/** A number, or a text that contains one. */
const Decimal = z
  .union([
    z.number(),
    z
      .string()
      .regex(decimalPattern, "is not a number")
      .refine(isExact, "has more digits than can be represented exactly"),
  ])
  .transform(Number);

/** False for a whole number beyond 2^53, such as 9007199254740993, which would be rounded. */
export function isExact(text: string): boolean {
  return !/^\s*[-+]?\d+\s*$/.test(text) || BigInt(text.replace("+", "")) === BigInt(Number(text));
}

/** An informational number; anything else is left out. */
const OptionalDecimal = z
  .unknown()
  .optional()
  .transform((value) => Decimal.safeParse(value).data);

/**
 * The day on which a license ends, such as 2022-02-28; the epoch means no end, and so does a value that is
 * not a date.
 */
const EndDate = Text.transform((date) =>
  date && /^\d{4}-/.test(date) && !date.startsWith("1970-01-01") ? date : undefined,
);

/** Informational texts; values that are not text are shown as JSON. */
const OptionalTexts = z
  .unknown()
  .optional()
  .transform((texts) => (texts === undefined || texts === null ? undefined : [texts].flat().flatMap(shownOf)));
const Texts = OptionalTexts.transform((texts) => texts ?? []);

function shownOf(value: unknown): string[] {
  const text = typeof value === "object" && value !== null ? JSON.stringify(value) : textOf(value);
  return text === undefined ? [] : [text];
}

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

export const Created = z
  .object({ uid: Text })
  .nullish()
  .transform((wire) => ({ uid: wire?.uid }));
export type Created = z.infer<typeof Created>;

export const User = z
  .object({
    login: Text,
    uid: Text,
    license_key: Text,
    license_number: Text,
    pricing_fullname: FullName,
    license_role: Text,
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
    licenseRole: wire.license_role,
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

const PricedLicense = z
  .object({
    key: Text,
    license_key: Text,
    license_number: Text,
    pricing_fullname: FullName,
    end_dt: EndDate,
    active: OptionalFlag,
    status: Text,
    owner_login: Text,
    user_login: Text,
  })
  .transform((wire) => ({
    // It is empty in the page's example.
    key: wire.key ?? wire.license_key ?? wire.license_number ?? "",
    pricing: wire.pricing_fullname,
    endsOn: wire.end_dt,
    isActive: wire.active ?? isSubscribed(wire.status),
    status: wire.status,
    ownerLogin: wire.owner_login,
    userLogin: wire.user_login,
  }));

/** A pricing in either form. No uid is documented for pricings; if one is returned, it is used. */
const AnyPricing = z
  .object({
    pricing_name: Text,
    pricing_rev: Decimal,
    uid: Text,
    pricing_uid: Text,
    licenses_count: OptionalDecimal,
    features: OptionalTexts,
    licenses: z.array(PricedLicense).nullish(),
  })
  .transform((wire) => ({
    name: wire.pricing_name ?? wire.licenses?.[0]?.pricing?.name ?? "",
    revision: wire.pricing_rev,
    uid: wire.pricing_uid ?? wire.uid,
    licensesCount: wire.licenses_count,
    features: wire.features,
    // An empty list of licenses may come as null; without the field, it is the basic form.
    licenses: wire.licenses === null ? [] : wire.licenses,
  }));
export const Pricings = z.object({ pricings: z.array(AnyPricing) }).transform(({ pricings }) => pricings);

interface PricingRevision {
  readonly name: string;
  readonly revision: number;
  readonly uid: string | undefined;
}
export interface BasicPricing extends PricingRevision {
  readonly licensesCount: number;
  readonly features: readonly string[];
}
export interface PricingDetails extends PricingRevision {
  readonly licenses: readonly z.infer<typeof PricedLicense>[];
}

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
  .object({
    key: Text,
    license_key: Text,
    license_number: Text,
    active: OptionalFlag,
    status: Text,
    end_dt: EndDate,
  })
  .transform((wire) => ({
    key: wire.key ?? wire.license_key ?? wire.license_number,
    isActive: wire.active ?? isSubscribed(wire.status),
    status: wire.status,
    endsOn: wire.end_dt,
  }));

/** A license as "All licenses" lists it. */
export interface LicenseStatus {
  readonly key: string;
  readonly isActive: boolean;
  readonly status: string | undefined;
  readonly endsOn: string | undefined;
}

/** One entry of the list; undefined for one without a key, so that it does not affect the other entries. */
export function toLicenseStatus(entry: unknown): LicenseStatus | undefined {
  const { data } = LicenseStatus.safeParse(entry);
  return data?.key === undefined ? undefined : { ...data, key: data.key };
}

/** Entries are parsed one by one, see toLicenseStatus. */
export const LicenseStatuses = z
  .object({ licenses: z.custom<readonly unknown[]>(Array.isArray, "must be a list") })
  .transform(({ licenses }) => licenses);

/** The page's only status of a paid license; it decides if `active` is missing. */
function isSubscribed(status: string | undefined): boolean {
  return status === "subscribed";
}

/** Created keys. Without them the resource could not identify its licenses. */
export const CreatedLicenses = z.object({ keys: z.array(z.string().min(1)).min(1) });
/** The license that a call assigned or released; if the response does not name it, a refresh finds it. */
export const UsedLicense = z.object({ key: Text }).nullish().catch(undefined);
/** The fields that the call reports as changed; undefined if it does not report them. */
export const SavedFields = z.array(z.string()).optional().catch(undefined);
export const CounterValue = z.object({ value: Decimal }).transform(({ value }) => value);
export const Token = z.object({ token: z.string().min(1) });
export const ConsumedToken = z
  .object({ app_name: Text, consumed: Flag, pricing: Text })
  .transform((wire) => ({ appName: wire.app_name, isConsumed: wire.consumed, pricing: wire.pricing }));
export type ConsumedToken = z.infer<typeof ConsumedToken>;
