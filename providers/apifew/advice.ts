/** Explains apifew's error codes, with the fix, per call. */
import { hasCode, VendorError } from "../http/vendor-error.ts";

/** Texts by error code. */
export type Advice = Readonly<Record<string, string>>;

/** Every code on apifew's page. `adviceOf` has more specific texts for some calls. */
const generalAdvice: Advice = {
  ERROR_APIFEW_KEY_NOT_FOUND:
    "apifew does not know the key: check apifew:key (APIFEW_KEY) against Apifew-Key on apifew's website, Provider mode, the application's General settings",
  ERROR_USER_NOT_FOUND: "the application has no such user: declare the user as apifew.User",
  ERROR_USER_ALREADY_EXISTS: "the application already has this user",
  ERROR_LICENSE_NOT_FOUND: "the application has no license with this key",
  ERROR_LICENSE_CANCELLED: "the license or its pricing was cancelled on apifew's website",
  ERROR_MISSING_PARAMETER:
    "apifew reports a missing parameter: its API may have changed, so please report this with the call's name",
  ERROR_WRONG_PARAMETER: "apifew rejected the value of a parameter",
  ERROR_WRONG_VALUE: "the counter does not take this value: it must be a number",
  ERROR_NO_LICENSE_AVAIL: "no license is available: check the pricing's uid and whether the pricing is sold out",
  ERROR_ALREADY_ASSIGNED_APP_LICENSE:
    "the user already uses a license of the application and can use only one: release it first",
  ERROR_NO_APP_LICENSE_ASSIGNED_TO_USER: "the user uses no license of this pricing",
  ERROR_COUNTER_NOT_FOUND_FOR_USER:
    "the user's license has no such counter: counters are declared with the pricing on apifew's website",
  ERROR_NO_LICENSE_ASSIGNED_FOR_USER:
    "a counter belongs to the license that the user uses, and the user uses none: assign one first",
  ERROR_USER_ASSIGNED_TO_MORE_THAN_ONE_LICENSE:
    "apifew keeps one counter per license and cannot determine which one is meant: release all licenses of the user but one",
};

/** Advice that applies to one call only. */
export const adviceOf = {
  createUser: {
    ERROR_USER_NOT_FOUND: "apifew did not create the user: check that the login is a valid email address",
    ERROR_USER_ALREADY_EXISTS: "the application already has this user: set adopt: true to manage it",
  },
  managedUser: {
    ERROR_USER_NOT_FOUND:
      "the owner or the member is not a user of the application: declare both as apifew.User, and make the ManagedUser depend on them",
    ERROR_ALREADY_ASSIGNED_APP_LICENSE: "the member uses a license of this owner: release it first",
  },
  createLicenses: {
    ERROR_USER_NOT_FOUND:
      "the owner is not a user of the application: declare the owner as apifew.User, and make the License depend on it",
    ERROR_NO_LICENSE_AVAIL: "the pricing is unknown or sold out: check the pricing's uid on apifew's website",
    ERROR_LICENSE_CANCELLED: "the pricing was cancelled on apifew's website: use another pricing",
    ERROR_ALREADY_ASSIGNED_APP_LICENSE:
      "the owner already uses a license of the application and can use only one: release it first, or set assignUsage: false",
  },
  assignLicense: {
    ERROR_USER_NOT_FOUND:
      "the owner or the user is not a user of the application: declare both as apifew.User, and make the assignment depend on them",
    ERROR_NO_LICENSE_AVAIL:
      "the owner has no unassigned license of this pricing: raise the License's quantity or release one",
    ERROR_LICENSE_CANCELLED:
      "the owner's unassigned license was cancelled on apifew's website: release or create another one",
  },
  migrateLicenses: { ERROR_WRONG_PARAMETER: "check the pricing's uid on apifew's website" },
  counter: { ERROR_USER_NOT_FOUND: "the application has no such user: a counter takes a user's login or uid" },
  consumeToken: { ERROR_WRONG_PARAMETER: "apifew does not know the token, or it was consumed before" },
  consumer: {
    ERROR_LICENSE_NOT_FOUND: "apifew does not know the license key: check it with the owner of the license",
    ERROR_LICENSE_CANCELLED: "the license is no longer active",
    ERROR_WRONG_PARAMETER: "apifew does not know the API, its URL or its method: check them with the API's provider",
  },
} as const satisfies Readonly<Record<string, Advice>>;

/** Adds the advice for the call to apifew's own error message. */
export function withAdvice(error: unknown, advice: Advice = {}): unknown {
  if (!(error instanceof VendorError) || error.code === undefined) {
    return error;
  }
  const words = advice[error.code] ?? generalAdvice[error.code];
  return words === undefined ? error : withWords(error, words);
}

/**
 * The error of a call whose path apifew's page misprints. If apifew does not know the path, the fix is a
 * setting, which apifew's response does not mention.
 */
export function withPathAdvice(error: unknown, path: { readonly setting: string; readonly printed: string }): unknown {
  const isOfPage = hasCode(error, ...Object.keys(generalAdvice));
  const { status = 0 } = error instanceof VendorError ? error.details : {};
  const isUnknownPath = [404, 405, 410, 501].includes(status) || (status === 200 && isRefusal(error));
  if (!(error instanceof VendorError) || isOfPage || !isUnknownPath) {
    return error;
  }
  const example = JSON.stringify({ [path.setting]: path.printed });
  return withWords(
    error,
    "apifew may have this call under another path: its page prints that of another call here. Set apifew:paths (APIFEW_PATHS; at " +
      `run time the option paths), such as ${example}, the printed one`,
  );
}

function isRefusal(error: unknown): boolean {
  return error instanceof VendorError && error.kind === "invalid";
}

function withWords(error: VendorError, words: string): VendorError {
  return new VendorError({ ...error.details, detail: `${error.details.detail} (${words})` }, { cause: error.cause });
}
