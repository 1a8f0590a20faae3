import { randomBytes, randomUUID } from "node:crypto";
import type { SandboxContext } from "../sandbox-context.ts";
import { ApifewError } from "./result.ts";
import type { LicenseSeed, PricingSeed } from "./seed.ts";

export interface User {
  readonly login: string;
  readonly uid: string;
  nameFirst: string;
  nameLast: string;
  /** Created only by managed/create: removed with the managed user, unless user/create claims it. */
  isManagedOnly: boolean;
}

export interface License {
  readonly key: string;
  readonly pricingUid: string;
  rev: number;
  ownerLogin: string;
  userLogin: string | undefined;
  status: string;
  active: boolean;
  endDate: string;
  readonly counters: Map<string, number>;
}

export interface Token {
  readonly token: string;
  readonly licenseKey: string;
  readonly apiUrl: string;
  readonly apiMethod: string;
  consumedStatus: number | undefined;
}

export type Pricing = PricingSeed;

/** The seller's application at apifew: users, pricings, licenses and tokens, each by its key. */
export class ApifewApp {
  readonly name: string;
  readonly users = new Map<string, User>();
  /** Owner login -> logins of the owner's team. */
  readonly teams = new Map<string, Set<string>>();
  readonly pricings = new Map<string, Pricing>();
  readonly licenses = new Map<string, License>();
  readonly tokens = new Map<string, Token>();
  /** License keys by the login that uses them. */
  readonly #usage = new Map<string, Set<License>>();
  readonly #isCaseFolded: boolean;
  /**
   * Login in lower case -> its first spelling. It is kept after the user is deleted, because licenses are
   * too.
   */
  readonly #spellings = new Map<string, string>();

  constructor({ seed }: SandboxContext) {
    this.name = seed.apifew.app;
    this.#isCaseFolded = seed.apifew.loginCase === "folded";
    for (const { login, nameFirst, nameLast } of seed.apifew.users) {
      this.addUser(login, { nameFirst, nameLast });
    }
    for (const { ownerLogin, managedLogin } of seed.apifew.managedUsers) {
      this.team(this.spellingOf(ownerLogin)).add(this.spellingOf(managedLogin));
    }
    for (const pricing of seed.apifew.pricings) {
      this.pricings.set(pricing.uid, structuredClone(pricing));
    }
    for (const license of seed.apifew.licenses) {
      this.addLicense(license);
    }
  }

  /** The login itself or, if the seed folds case, its first spelling. */
  spellingOf(login: string): string {
    return (this.#isCaseFolded && this.#spellings.get(login.toLowerCase())) || login;
  }

  addUser(login: string, fields: Partial<Omit<User, "login" | "uid">> = {}): User {
    const uid = randomBytes(8).toString("hex").toUpperCase();
    const user = { login, uid, nameFirst: "", nameLast: "", isManagedOnly: false, ...fields };
    this.users.set(login, user);
    this.#rememberSpelling(login);
    return user;
  }

  /** The user with this login; throws the given error_msg if there is none. */
  getUser(login: string, errorMessage = "ERROR_USER_NOT_FOUND"): User {
    const user = this.users.get(login);
    if (user === undefined) {
      throw new ApifewError(errorMessage);
    }
    return user;
  }

  team(ownerLogin: string): Set<string> {
    const team = this.teams.get(ownerLogin) ?? new Set();
    this.teams.set(ownerLogin, team);
    return team;
  }

  #rememberSpelling(login: string): void {
    const key = login.toLowerCase();
    if (!this.#spellings.has(key)) {
      this.#spellings.set(key, login);
    }
  }

  addLicense(seed: LicenseSeed): License {
    const pricing = this.pricings.get(seed.pricingUid);
    const { pricingUid, status, active, endDate } = seed;
    this.#rememberSpelling(seed.ownerLogin);
    const ownerLogin = this.spellingOf(seed.ownerLogin);
    const counters = new Map((pricing?.counters ?? []).map((name) => [name, seed.counters[name] ?? 0]));
    const rev = seed.rev ?? (pricing === undefined ? 1 : currentRevision(pricing));
    const key = seed.key ?? randomUUID();
    const license = { key, pricingUid, rev, ownerLogin, userLogin: undefined, status, active, endDate, counters };
    this.licenses.set(key, license);
    if (seed.userLogin !== undefined) {
      this.assign(license, this.spellingOf(seed.userLogin));
    }
    return license;
  }

  removeLicense(license: License): void {
    this.release(license);
    this.licenses.delete(license.key);
  }

  assign(license: License, userLogin: string): void {
    this.release(license);
    license.userLogin = userLogin;
    const used = this.#usage.get(userLogin) ?? new Set();
    this.#usage.set(userLogin, used.add(license));
  }

  release(license: License): void {
    if (license.userLogin !== undefined) {
      this.#usage.get(license.userLogin)?.delete(license);
    }
    license.userLogin = undefined;
  }

  /** The application's licenses that this login uses: at most one, unless the website assigned more. */
  licensesUsedBy(login: string): License[] {
    return [...(this.#usage.get(login) ?? [])];
  }

  licensesOf(pricingUid: string): License[] {
    return [...this.licenses.values()].filter((license) => license.pricingUid === pricingUid);
  }
}

export function currentRevision(pricing: Pricing): number {
  return pricing.revisions.at(-1)?.rev ?? 1;
}

export function featuresOf(pricing: Pricing | undefined, rev: number): string[] {
  return pricing?.revisions.find((revision) => revision.rev === rev)?.features ?? [];
}

/** The name of a pricing's revision in licenses, such as "monthly_10 rev.21". */
export function fullNameOf(pricing: Pricing | undefined, rev: number): string {
  return `${pricing?.name ?? ""} rev.${rev}`;
}
