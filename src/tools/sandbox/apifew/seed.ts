import { z } from "zod";

const Uid = z.string().regex(/^[0-9A-F]{16}$/, "an apifew uid is 16 hexadecimal digits in upper case");
const Revision = z.strictObject({ rev: z.int().min(1), features: z.array(z.string()).default([]) });

const UserSeed = z.strictObject({
  login: z.string(),
  nameFirst: z.string().default(""),
  nameLast: z.string().default(""),
});

/** A pricing as the seller defines it on apifew's website. The last revision is the current one. */
export const PricingSeed = z.strictObject({
  uid: Uid,
  name: z.string().min(1),
  periodFreq: z.string().default("monthly"),
  revisions: z.array(Revision).min(1),
  /** The names of the counters of each license. */
  counters: z.array(z.string()).default([]),
  /** Maximum number of licenses; beyond it, ERROR_NO_LICENSE_AVAIL. */
  licensesMax: z.int().min(0).optional(),
  /** false: ERROR_LICENSE_CANCELLED on create and assign. */
  active: z.boolean().default(true),
});
export type PricingSeed = z.infer<typeof PricingSeed>;

export const LicenseSeed = z.strictObject({
  key: z.uuid().optional(),
  pricingUid: Uid,
  rev: z.int().optional(),
  ownerLogin: z.string(),
  userLogin: z.string().optional(),
  status: z.string().default("subscribed"),
  active: z.boolean().default(true),
  endDate: z.iso.date().default("1970-01-01"),
  counters: z.record(z.string(), z.number()).default({}),
});
export type LicenseSeed = z.infer<typeof LicenseSeed>;

const defaultPricings: z.input<typeof PricingSeed>[] = [
  {
    uid: "ABCDEF1234567890",
    name: "monthly_10",
    revisions: [
      { rev: 20, features: ["read_report"] },
      { rev: 21, features: ["read_report", "download_report"] },
    ],
    counters: ["counter_one", "requests"],
  },
  {
    uid: "ABCDEF1234567891",
    name: "Monthly pricing",
    revisions: [
      { rev: 9, features: ["read_report"] },
      { rev: 10, features: ["read_report", "download_report", "share_report"] },
    ],
    counters: ["counter_one", "requests"],
  },
  {
    uid: "ABCDEF1234567892",
    name: "yearly_100",
    periodFreq: "yearly",
    revisions: [{ rev: 1, features: ["read_report", "download_report", "share_report", "support"] }],
    counters: ["requests"],
  },
];

/** Existing customers, one of them on an older revision. */
const defaultLicenses: z.input<typeof LicenseSeed>[] = [
  {
    key: "5a4db000-0000-4000-8000-000000000001",
    pricingUid: "ABCDEF1234567890",
    rev: 20,
    ownerLogin: "first.customer@example.com",
    userLogin: "first.customer@example.com",
    counters: { counter_one: 100 },
  },
  {
    key: "5a4db000-0000-4000-8000-000000000002",
    pricingUid: "ABCDEF1234567891",
    rev: 9,
    ownerLogin: "second.customer@example.com",
  },
];

const defaultUsers: z.input<typeof UserSeed>[] = [
  { login: "first.customer@example.com", nameFirst: "First", nameLast: "Customer" },
  { login: "second.customer@example.com", nameFirst: "Second", nameLast: "Customer" },
];

export const ApifewSeed = z
  .strictObject({
    key: z.uuid().default("5a4db000-aaaa-4bbb-8ccc-1234567890ab"),
    app: z.string().default("app.saasprovider.com"),
    /** Whether Jane@x.io and jane@x.io are one user. The page does not say. */
    loginCase: z.enum(["distinguished", "folded"]).default("distinguished"),
    /** false: starts without the default pricings, customers and licenses. */
    defaults: z.boolean().default(true),
    users: z.array(UserSeed).default([]),
    managedUsers: z.array(z.strictObject({ ownerLogin: z.string(), managedLogin: z.string() })).default([]),
    pricings: z.array(PricingSeed).default([]),
    licenses: z.array(LicenseSeed).default([]),
  })
  .transform(({ defaults, ...seed }) => ({
    ...seed,
    // startSandbox parses a seed file again, which must not add the defaults twice.
    defaults: false,
    users: [...(defaults ? z.array(UserSeed).parse(defaultUsers) : []), ...seed.users],
    pricings: [...(defaults ? z.array(PricingSeed).parse(defaultPricings) : []), ...seed.pricings],
    licenses: [...(defaults ? z.array(LicenseSeed).parse(defaultLicenses) : []), ...seed.licenses],
  }))
  .superRefine((seed, issues) => {
    for (const [index, license] of seed.licenses.entries()) {
      const pricing = seed.pricings.find(({ uid }) => uid === license.pricingUid);
      if (pricing === undefined) {
        issues.addIssue(`licenses: license ${index + 1} has the unknown pricing ${license.pricingUid}`);
      } else if (license.rev !== undefined && !pricing.revisions.some(({ rev }) => rev === license.rev)) {
        issues.addIssue(
          `licenses: license ${index + 1} has revision ${license.rev}, which ${pricing.name} does not have`,
        );
      }
    }
  });
export type ApifewSeed = z.infer<typeof ApifewSeed>;
