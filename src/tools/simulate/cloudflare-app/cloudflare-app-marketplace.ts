import { randomUUID } from "node:crypto";
import { errorText } from "@marketplane/providers/error-text.ts";
import { authorizationOf, type Credentials, secretsOf, spoil } from "../basic-credentials.ts";
import { type Answer, Caller, type CallerOptions } from "../caller.ts";
import { skip } from "../check.ts";
import { describe, findObject, isRefusal, isSuccess } from "../judge-answer.ts";
import type { Marketplace } from "../run-checks.ts";
import type { AppSubject, Encoding } from "./subject.ts";
import { type Parameters, SwitchedOn } from "./switched-on.ts";

export interface ActDetails {
  readonly credentials?: Credentials;
  readonly encoding?: Encoding;
}

export interface AppMarketplaceOptions extends CallerOptions {
  now(): number;
}

const booleans: Readonly<Record<string, boolean>> = { "1": true, "0": false, true: true, false: false };

/** CloudFlare's application platform from the perspective of an application. */
export class CloudflareAppMarketplace implements Marketplace {
  readonly name = "cloudflare-app";
  readonly subject: AppSubject;
  readonly caller: Caller;
  readonly now: () => number;
  readonly #switchedOn = new SwitchedOn();

  constructor(subject: AppSubject, options: AppMarketplaceOptions) {
    this.subject = subject;
    this.caller = new Caller(options);
    this.now = options.now;
  }

  get target(): string {
    return this.subject.target;
  }

  get slowMs(): number {
    return this.subject.slowMs;
  }

  get secrets(): readonly string[] {
    const { account, pathSecret } = this.subject;
    return [...(account ? secretsOf(account) : []), ...(pathSecret === undefined ? [] : [pathSecret])];
  }

  /** The parameters of a user_create for a new user and a new zone. */
  newUser(): Parameters {
    const name = `simulated-${randomUUID()}`;
    return { act: "user_create", user_email: `${name}@example.com`, user_zone: `${name}.example.com`, user_tos: "1" };
  }

  /** The parameters of a sub_start for an existing user. Skips the check if there are no subscriptions. */
  async newSubscription(): Promise<Parameters> {
    const sub_plan = this.subject.plan ?? skip("the application has no subscriptions (--no-subscriptions)");
    const user = this.newUser();
    await this.act(user);
    const { user_email = "", user_zone = "" } = user;
    return { act: "sub_start", user_email, user_zone, sub_plan };
  }

  /** Sends one act as a POST ("Requests from CloudFlare") and returns any answer. */
  async act(parameters: Parameters, details: ActDetails = {}): Promise<Answer> {
    const { credentials = "right", encoding = this.subject.encodings[0] } = details;
    this.#switchedOn.noteStart(parameters);
    const body = encoding === "form" ? new URLSearchParams(parameters).toString() : toJson(parameters);
    const type = encoding === "form" ? "application/x-www-form-urlencoded" : "application/json";
    const answer = await this.postRaw(body, type, credentials);
    if (isDone(answer)) {
      this.#switchedOn.noteDone(parameters, { isOurs: credentials === "right" });
    }
    return answer;
  }

  /** POST with any body. */
  postRaw(body: string, type: string, credentials: Credentials = "right"): Promise<Answer> {
    const { account } = this.subject;
    const authorization = account && authorizationOf(account, credentials);
    const headers = { accept: "application/json", "content-type": type, ...(authorization ? { authorization } : {}) };
    return this.caller.call({ method: "POST", url: this.#address(credentials), headers, body });
  }

  /** Ends every subscription and deactivates every user. */
  async cleanUp(): Promise<string[]> {
    const leftBehind: string[] = [];
    for (const { ending, isCertain } of this.#switchedOn.open()) {
      const problem = await this.#end(ending, isCertain);
      const what = `${isCertain ? "" : "perhaps "}${ending.user_email}, for ${ending.act}`;
      if (problem !== undefined) {
        leftBehind.push(`${what} ${problem}`);
      }
    }
    return leftBehind;
  }

  async #end(ending: Parameters, isCertain: boolean): Promise<string | undefined> {
    try {
      const answer = await this.act(ending);
      if (isDone(answer) || (!isCertain && isUnknown(answer))) {
        return undefined;
      }
      return `was answered ${describe(answer)}`;
    } catch (error) {
      return `got ${errorText(error)}`;
    }
  }

  #address(credentials: Credentials): string {
    const { target, pathSecret } = this.subject;
    if (pathSecret === undefined || credentials === "none") {
      return target;
    }
    return `${target}/${credentials === "right" ? pathSecret : spoil(pathSecret)}`;
  }
}

/** An answer to user_deactivate is optional, so an empty success is one. */
function isDone(answer: Answer): boolean {
  return isSuccess(answer) && findObject(answer)?.result !== "error";
}

/** A refusal to end something that was never started means that it is unknown. */
function isUnknown(answer: Answer): boolean {
  return isRefusal(answer) || findObject(answer)?.result === "error";
}

/** Converts booleans to JSON. user_tokens stays a text, because the page says that it is encoded. */
function toJson(parameters: Parameters): string {
  const toValue = (name: string, value: string) => (name === "user_tos" ? (booleans[value] ?? value) : value);
  return JSON.stringify(
    Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, toValue(name, value)])),
  );
}
