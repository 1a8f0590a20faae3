import { randomUUID } from "node:crypto";
import { authorizationOf, type Credentials, secretsOf } from "../basic-credentials.ts";
import { type Answer, Caller, type CallerOptions, NoAnswerError } from "../caller.ts";
import { skip } from "../check.ts";
import { findObject, isSuccess } from "../judge-answer.ts";
import type { Marketplace } from "../run-checks.ts";
import { isSignedIn } from "./is-signed-in.ts";
import { openLanding } from "./open-landing.ts";
import { Orders, type ProvisionBody } from "./orders.ts";
import { type SignInForm, signatureOf, tokenOf } from "./sign-in-form.ts";
import type { ClevercloudSubject, SignIn } from "./subject.ts";
import { isGone, takeBack } from "./take-back.ts";

/** An add-on with its ids on both sides. */
export interface Addon {
  readonly body: ProvisionBody;
  /** The provider's id. */
  readonly id: string;
}

export interface CallDetails {
  readonly credentials?: Credentials;
  readonly accept?: string;
}

export interface FormDetails {
  /** The form's age. A negative age is in the future. */
  readonly ageSeconds?: number;
  readonly unit?: "seconds" | "milliseconds";
}

export interface ClevercloudOptions extends CallerOptions {
  now(): number;
}

type Texts = Readonly<Record<string, string>>;

/** Constant, so that repeated forms come from the same browser. */
const usualBrowser = {
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "accept-language": "en",
};

/** Clever Cloud from the perspective of an add-on provider. */
export class ClevercloudMarketplace implements Marketplace {
  readonly name = "clevercloud";
  readonly subject: ClevercloudSubject;
  readonly caller: Caller;
  readonly now: () => number;
  readonly #orders = new Orders();
  #shared: Addon | undefined;
  #canSignIn: boolean | undefined;
  #unit: NonNullable<FormDetails["unit"]> = "seconds";
  readonly #timestamps = new Set<number>();

  constructor(subject: ClevercloudSubject, options: ClevercloudOptions) {
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
    const { signIn } = this.subject;
    return [...secretsOf(this.#account), ...(signIn ? [signIn.salt] : [])];
  }

  /** The body of an order. Like the page, it includes the deprecated logplex_token. */
  newOrder(changes: Readonly<Record<string, unknown>> = {}): ProvisionBody {
    const { plan, region, ownerId, ownerName, userId } = this.subject;
    const addonId = `addon_${randomUUID()}`;
    return {
      addon_id: addonId,
      owner_id: ownerId,
      owner_name: ownerName,
      user_id: userId,
      plan,
      region,
      callback_url: `https://api.clever-cloud.com/v2/vendor/apps/${addonId}`,
      logplex_token: `logtoken_${randomUUID()}`,
      options: {},
      ...changes,
    };
  }

  /** POST {base_url} ("Provisioning") */
  async provision(body: ProvisionBody, details: CallDetails = {}): Promise<Answer> {
    const order = this.#orders.opened(body);
    try {
      const answer = await this.#callApi("POST", this.target, JSON.stringify(body), details);
      this.#orders.answered(order, answer);
      return answer;
    } catch (error) {
      order.isUnclear = true;
      throw error;
    }
  }

  /** POST {base_url} with an invalid body, which orders nothing. */
  postRaw(body: string, details: CallDetails = {}): Promise<Answer> {
    return this.#callApi("POST", this.target, body, details);
  }

  /** PUT {base_url}/{id} ("Plan change") */
  changePlan({ id, body }: Addon, plan: string, details: CallDetails = {}): Promise<Answer> {
    return this.#callApi("PUT", this.#addressOf(id), JSON.stringify({ addon_id: body.addon_id, plan }), details);
  }

  /** DELETE {base_url}/{id} ("Deprovisioning") */
  async deprovision(id: string, details: CallDetails = {}): Promise<Answer> {
    const answer = await this.#callApi("DELETE", this.#addressOf(id), undefined, details);
    const isTrusted = (details.credentials ?? "right") === "right";
    if (isTrusted && isGone(answer)) {
      this.#orders.deprovisioned(id);
    }
    return answer;
  }

  /** A new add-on that the check may change or delete. */
  async newAddon(): Promise<Addon> {
    const body = this.newOrder();
    const answer = await this.provision(body).catch((error: unknown) => {
      if (error instanceof NoAnswerError) {
        return undefined;
      }
      throw error;
    });
    const id = answer && isSuccess(answer) ? findObject(answer)?.id : undefined;
    if (typeof id !== "string" && typeof id !== "number") {
      skip("requires an add-on, and none could be provisioned");
    }
    return { body, id: String(id) };
  }

  /** An add-on shared by all checks that do not change it. */
  async sharedAddon(): Promise<Addon> {
    this.#shared ??= await this.newAddon();
    return this.#shared;
  }

  /** An id that the provider never returned. */
  unknownId(): string {
    return `unknown${randomUUID().replaceAll("-", "")}`;
  }

  /** How customers sign in. Skips the check if they do not. */
  signIn(): SignIn {
    return this.subject.signIn ?? skip("the provider has no single sign-on (--no-sso)");
  }

  /** An unsigned form. No two have the same timestamp, since a provider may accept each form only once. */
  unsignedForm(id: string, { ageSeconds = 0, unit = this.#unit }: FormDetails = {}): SignInForm {
    const { userId, email } = this.subject;
    let seconds = Math.floor(this.now() / 1000) - ageSeconds;
    while (this.#timestamps.has(seconds)) {
      seconds -= 1;
    }
    this.#timestamps.add(seconds);
    const timestamp = unit === "seconds" ? String(seconds) : String(seconds * 1000 + 7);
    const form = { id, timestamp, "nav-data": "", email };
    return this.signIn().proof === "signature" ? { ...form, user_id: userId } : form;
  }

  /** Signs the form as the console does: today with token and signature, formerly only with the token. */
  sign(form: SignInForm): SignInForm {
    const { salt, proof } = this.signIn();
    const token = tokenOf(form, salt);
    return proof === "token" ? { ...form, token } : { ...form, token, signature: signatureOf(form, salt) };
  }

  form(id: string, details?: FormDetails): SignInForm {
    return this.sign(this.unsignedForm(id, details));
  }

  /**
   * POST {sso_url} ("SSO"), as a browser in the console's iframe sends it. `browser` contains headers that
   * differ.
   */
  postForm(form: SignInForm, more: Texts = {}, browser: Texts = {}): Promise<Answer> {
    const { url, consoleOrigin } = this.signIn();
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      accept: "text/html,application/xhtml+xml",
      origin: consoleOrigin,
      referer: `${consoleOrigin}/`,
      ...usualBrowser,
      ...browser,
    };
    const body = new URLSearchParams({ ...form, ...more }).toString();
    return this.caller.call({ method: "POST", url, headers, body });
  }

  /**
   * Whether a valid form opens a session, with its time in seconds or otherwise in milliseconds. It is
   * determined once. Later forms use the unit that worked, because a provider may support only one.
   */
  async canSignIn(): Promise<boolean> {
    this.#canSignIn ??= await this.#findUnit();
    return this.#canSignIn;
  }

  async #findUnit(): Promise<boolean> {
    const { id } = await this.sharedAddon();
    for (const unit of ["seconds", "milliseconds"] as const) {
      if (isSignedIn(await this.postForm(this.form(id, { unit })))) {
        this.#unit = unit;
        return true;
      }
    }
    return false;
  }

  /** The page after the sign-in, with the session's cookies; undefined if it is on another host. */
  openLanding(answer: Answer): Promise<Answer | undefined> {
    return openLanding(this.caller, this.signIn().url, answer);
  }

  cleanUp(): Promise<string[]> {
    return takeBack(this.#orders, {
      provision: (body) => this.provision(body),
      deprovision: (id) => this.deprovision(id),
    });
  }

  get #account() {
    return { user: this.subject.providerId, password: this.subject.password };
  }

  #addressOf(id: string): string {
    return `${this.target}/${encodeURIComponent(id)}`;
  }

  #callApi(method: "POST" | "PUT" | "DELETE", url: string, body: string | undefined, details: CallDetails) {
    const { credentials = "right", accept = "application/json" } = details;
    const authorization = authorizationOf(this.#account, credentials);
    const headers = {
      accept,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(authorization === undefined ? {} : { authorization }),
    };
    return this.caller.call({ method, url, headers, body });
  }
}
