import pLimit from "p-limit";
import { VendorError } from "../http/vendor-error.ts";
import type { ApifewClient } from "./client.ts";
import { isAbsent } from "./fault.ts";
import { foldLogin } from "./login.ts";

/** Concurrent reads; the account's rate limit determines the speed. */
const concurrency = 8;

/** apifew's response for one user's counter. */
export type CounterReading = { readonly userLogin: string } & (
  | { readonly kind: "value"; readonly value: number }
  /** The user is not there, uses no license, or the license has no such counter. */
  | { readonly kind: "absent"; readonly code: string }
  | { readonly kind: "failed"; readonly error: VendorError }
);

/**
 * Reads one counter for many users, in the order given. Each user is read once, even if the login is spelt in
 * several ways. A failed read does not affect the other users. Once apifew is unreachable or refuses the key,
 * no more calls are made: the remaining users fail with the same error.
 */
export async function readCounters(
  client: Pick<ApifewClient, "readCounter">,
  counterName: string,
  userLogins: Iterable<string>,
): Promise<CounterReading[]> {
  let stop: VendorError | undefined;
  const readOne = async (userLogin: string): Promise<CounterReading> => {
    if (stop !== undefined) {
      return { userLogin, kind: "failed", error: stop };
    }
    try {
      return { userLogin, kind: "value", value: await client.readCounter(counterName, userLogin) };
    } catch (error) {
      if (isAbsent(error)) {
        return { userLogin, kind: "absent", code: error.code ?? "" };
      }
      if (!(error instanceof VendorError)) {
        throw error;
      }
      stop = concernsEverybody(error) ? error : stop;
      return { userLogin, kind: "failed", error };
    }
  };
  return pLimit(concurrency).map(spelledOnce(userLogins), readOne);
}

/** The first spelling of each login. */
function spelledOnce(logins: Iterable<string>): Iterable<string> {
  const spellings = new Map<string, string>();
  for (const login of logins) {
    const folded = foldLogin(login);
    spellings.set(folded, spellings.get(folded) ?? login);
  }
  return spellings.values();
}

function concernsEverybody({ kind }: VendorError): boolean {
  return kind === "unavailable" || kind === "rate-limited" || kind === "unauthorized";
}
