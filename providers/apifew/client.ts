import { z } from "zod";
import { coalesce } from "../coalesce.ts";
import type { Clock } from "../http/clock.ts";
import type { HttpClient } from "../http/http-client.ts";
import { forEachInSlices, parseListInSlices } from "../http/in-slices.ts";
import { noticeWrites } from "../http/notice-writes.ts";
import { type Path, path } from "../http/path.ts";
import { Snapshot } from "../snapshot.ts";
import { adviceOf } from "./advice.ts";
import { createConsumerCalls, type GatewayRequest } from "./consumer-calls.ts";
import { listBasicPricings, listDetailedPricings, type PricingsCall } from "./list-pricings.ts";
import { parseExactly } from "./parse-exactly.ts";
import { type ApifewPaths, counterSavePath, licenseCreatePath } from "./paths.ts";
import {
  ConsumedToken,
  CounterValue,
  Created,
  CreatedLicenses,
  LicenseInfo,
  type LicenseStatus,
  LicenseStatuses,
  SavedFields,
  toLicenseStatus,
  UsedLicense,
  User,
  UserV1,
} from "./schema.ts";
import { type CallOptions, sendCall, sendForAnswer } from "./send-call.ts";

/** First and last name; an omitted name is not changed. */
export interface UserNames {
  readonly nameFirst?: string | undefined;
  readonly nameLast?: string | undefined;
}

export interface ApifewTransports {
  /** For the provider's calls, with Apifew-Key. */
  readonly provider: HttpClient;
  /** For an end-user's calls, which use a license and must not send the provider's key. */
  readonly consumer: HttpClient;
}

export interface ApifewClientOptions {
  /** Whether the reads of a run share the responses of listing calls. */
  readonly areReadsShared: boolean;
  readonly clock: Clock;
}

export type ApifewClient = ReturnType<typeof createApifewClient>;

const repeatable = { isRepeatable: true };
const reading = { isRepeatable: true, isRead: true };
/** For a call whose response contains nothing that is used and may even be empty. */
const Anything = z.unknown().optional();

/**
 * One function per call on apifew's page (base https://gw.apifew.com). License keys are treated as secrets of
 * their calls.
 */
export function createApifewClient(transports: ApifewTransports, paths: ApifewPaths, options: ApifewClientOptions) {
  const provider = noticeWrites(transports.provider, () => forgetListings());
  const call = <Data>(to: Path, body: object, data: z.ZodType<Data>, callOptions?: CallOptions): Promise<Data> =>
    sendCall(provider, to, body, data, callOptions);
  const consumer = createConsumerCalls(transports.consumer);

  const pricings: PricingsCall = (body, schema) => call(path`/v2/app/pricings`, body, schema, reading);
  const listPricings = ({ isCurrentRevisionOnly }: { readonly isCurrentRevisionOnly: boolean }) =>
    listBasicPricings(pricings, isCurrentRevisionOnly);
  // The response contains every license of the application, so concurrent creates can share it.
  const listPricingDetails = coalesce(() => listDetailedPricings(pricings));
  const listLicenses = async (): Promise<readonly LicenseStatus[]> => {
    const parse = (text: string) => parseListInSlices(text, "licenses");
    const entries = await call(path`/v2/app/licenses`, {}, LicenseStatuses, { ...reading, parse });
    const licenses: LicenseStatus[] = [];
    await forEachInSlices(entries, (entry) => {
      const license = toLicenseStatus(entry);
      if (license) {
        licenses.push(license);
      }
    });
    return licenses;
  };

  const { areReadsShared, clock } = options;
  const revisions = new Snapshot(() => listPricings({ isCurrentRevisionOnly: false }), clock);
  const details = new Snapshot(listPricingDetails, clock);
  const statuses = new Snapshot(listLicenses, clock);
  function forgetListings(): void {
    for (const listing of [revisions, details, statuses]) {
      listing.clear();
    }
  }

  return {
    /** POST /v2/app/user/create ("User creation") */
    createUser: (login: string) =>
      call(path`/v2/app/user/create`, { USER_LOGIN: login }, Created, { advice: adviceOf.createUser }),

    /** POST /v2/app/user ("User information") */
    getUser: async (login: string) => {
      const user = await call(path`/v2/app/user`, { USER_LOGIN: login }, User, reading);
      return { ...user, login: user.login ?? login };
    },

    /**
     * POST /v2/app/user/info/save ("User information - update"); returns the fields that apifew reports as
     * changed, if it does
     */
    saveUserInfo: (login: string, { nameFirst, nameLast }: UserNames) => {
      const settings = { name_first: nameFirst, name_last: nameLast };
      return call(
        path`/v2/app/user/info/save`,
        { USER_LOGIN: login, USER_SETTINGS: settings },
        SavedFields,
        repeatable,
      );
    },

    /** POST /v2/app/user/delete ("User deletion"); the user of apifew's platform remains */
    deleteUser: async (login: string): Promise<void> => {
      await call(path`/v2/app/user/delete`, { USER_LOGIN: login }, Anything, repeatable);
    },

    /** POST /v2/user/managed/create ("Managed user creation") */
    createManagedUser: async (ownerLogin: string, managedLogin: string): Promise<void> => {
      const body = { OWNER_LOGIN: ownerLogin, MANAGED_LOGIN: managedLogin };
      await call(path`/v2/user/managed/create`, body, Anything, { advice: adviceOf.managedUser });
    },

    /**
     * POST /v2/user/managed/remove ("Managed user removal"); refused while the owner's license is assigned
     */
    removeManagedUser: async (ownerLogin: string, managedLogin: string): Promise<void> => {
      const body = { OWNER_LOGIN: ownerLogin, MANAGED_LOGIN: managedLogin };
      await call(path`/v2/user/managed/remove`, body, Anything, { ...repeatable, advice: adviceOf.managedUser });
    },

    /** POST /v2/app/pricings ("Pricings"); CURRENT_REV_ONLY distinguishes this form from the next one */
    listPricings,

    /** POST /v2/app/pricings ("Pricings and licenses details"), with an empty body */
    listPricingDetails,

    /** All revisions of all pricings, for one of many reads that share the response */
    readRevisions: () => (areReadsShared ? revisions.get() : listPricings({ isCurrentRevisionOnly: false })),

    /** Pricings and licenses, for one of many reads that share the response */
    readPricingDetails: () => (areReadsShared ? details.get() : listPricingDetails()),

    /** Licenses, for one of many reads that share the response */
    readLicenses: () => (areReadsShared ? statuses.get() : listLicenses()),

    /** POST /v2/app/license ("License information") */
    getLicense: (key: string) =>
      call(path`/v2/app/license`, { USER_LICENSE: key }, LicenseInfo, { ...reading, secrets: [key] }),

    /** POST /v2/app/licenses ("All licenses") */
    listLicenses,

    /**
     * POST /v2/app/pricing/license/create ("Create a license"). By default it also assigns usage to the
     * owner, and its success word says so.
     */
    createLicenses: async (
      pricingUid: string,
      ownerLogin: string,
      { quantity, noUsage }: { readonly quantity: number; readonly noUsage: boolean },
    ) => {
      const body = {
        PRICING_UID: pricingUid,
        OWNER_LOGIN: ownerLogin,
        QUANTITY: quantity,
        ...(noUsage ? { NO_USAGE: true } : {}),
      };
      const options = { advice: adviceOf.createLicenses };
      const { data, success } = await sendForAnswer(provider, licenseCreatePath, body, CreatedLicenses, options);
      return { keys: data.keys, isAssigned: !noUsage && success !== "INFO_LICENSE_CREATED" };
    },

    /** POST /v2/app/pricing/license/assign ("Assign a license") */
    assignLicense: async (pricingUid: string, ownerLogin: string, userLogin: string) => {
      const body = { PRICING_UID: pricingUid, OWNER_LOGIN: ownerLogin, USER_LOGIN: userLogin };
      const options = { advice: adviceOf.assignLicense };
      return (await call(path`/v2/app/pricing/license/assign`, body, UsedLicense, options))?.key;
    },

    /** POST /v2/app/pricing/license/release ("Release a license"; the page prints the path of create) */
    releaseLicense: async (pricingUid: string, userLogin: string): Promise<void> => {
      const body = { PRICING_UID: pricingUid, USER_LOGIN: userLogin };
      const misprint = { setting: "licenseRelease", printed: licenseCreatePath };
      await call(paths.licenseRelease, body, UsedLicense, { ...repeatable, misprint });
    },

    /** POST /v2/app/pricing/licenses/migrate ("Licenses migration") */
    migrateLicenses: async (pricingUid: string): Promise<void> => {
      const options = { ...repeatable, advice: adviceOf.migrateLicenses };
      await call(path`/v2/app/pricing/licenses/migrate`, { PRICING_UID: pricingUid }, Anything, options);
    },

    /** POST /v2/app/user/license/counter/value ("Read counter value"; the page prints the path of save) */
    readCounter: (name: string, userLogin: string) =>
      call(paths.counterRead, { COUNTER_NAME: name, USER_LOGIN: userLogin }, CounterValue, {
        ...reading,
        parse: parseExactly,
        advice: adviceOf.counter,
        misprint: { setting: "counterRead", printed: counterSavePath },
      }),

    /** POST /v2/app/user/license/counter/value/save ("Write counter value"); the value is sent as text */
    saveCounter: (name: string, userLogin: string, value: string) =>
      call(counterSavePath, { COUNTER_NAME: name, USER_LOGIN: userLogin, VALUE: value }, CounterValue, {
        ...repeatable,
        parse: parseExactly,
        advice: adviceOf.counter,
      }),

    /** POST /v1/request ("apifew's gateway"), with RESPONSE_AS_RESULT */
    request: (licenseKey: string, request: GatewayRequest) => consumer.request(licenseKey, request, Anything),

    createToken: consumer.createToken,

    /**
     * POST /v1/token/consume ("token", step 3); a status other than 200 is not charged. apifew accepts a
     * token once, so the call can be repeated after a lost response.
     */
    consumeToken: (token: string, statusCode: number, { showPricing }: { readonly showPricing: boolean }) =>
      call(
        path`/v1/token/consume`,
        { TOKEN: token, REQUEST_STATUS_CODE: statusCode, ...(showPricing ? { SHOW_PRICING: true } : {}) },
        ConsumedToken,
        { ...repeatable, secrets: [token], advice: adviceOf.consumeToken },
      ),

    /** POST /v1/app/user/create ("Deprecated") */
    createUserV1: (login: string) => call(path`/v1/app/user/create`, { USER: { login } }, Created),

    /** POST /v1/app/user ("Deprecated") */
    getUserV1: (login: string) => call(path`/v1/app/user`, { USER: { login } }, UserV1, reading),

    /** POST /v1/app/user/delete ("Deprecated") */
    deleteUserV1: async (login: string): Promise<void> => {
      await call(path`/v1/app/user/delete`, { USER: { login } }, Anything, repeatable);
    },
  };
}
