import type { RouteGroup } from "../../../../src/http/kernel/service-env.ts";

const origin = "https://cp.saasprovider.com";

let count = 0;

/**
 * A browser with its own address, which handles cookies, redirects and the headers about a request's origin
 * as browsers do.
 */
export class ConsoleVisitor {
  readonly name: string;
  readonly token: string;
  /** By name, without expired ones. */
  readonly cookies = new Map<string, string>();
  readonly #app: RouteGroup;
  readonly #connection: object;

  constructor(app: RouteGroup, { name, token }: { readonly name: string; readonly token: string }) {
    this.#app = app;
    this.name = name;
    this.token = token;
    count += 1;
    this.#connection = { incoming: { socket: { remoteAddress: `192.0.2.${count}` } } };
  }

  /** Sends the sign-in's form. */
  signIn(next = "/console", token = this.token): Promise<Response> {
    return this.post("/console/sign-in", { token, next });
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#send(path, { headers });
  }

  /** Text of the final page, after redirects. */
  async read(path: string): Promise<string> {
    const answer = await this.get(path);
    const next = answer.headers.get("Location");
    return next === null ? answer.text() : this.read(next);
  }

  /** Sends a form of one of the console's pages. */
  post(
    path: string,
    form: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = { Origin: origin, "Sec-Fetch-Site": "same-origin" },
  ): Promise<Response> {
    return this.#send(path, { method: "POST", body: new URLSearchParams(form), headers });
  }

  /** Sends a form and returns the page with its result, after redirects. */
  async submit(path: string, form: Readonly<Record<string, string>> = {}): Promise<string> {
    const answer = await this.post(path, form);
    const next = answer.headers.get("Location");
    return next === null ? answer.text() : this.read(next);
  }

  async #send(
    path: string,
    init: { method?: string; body?: URLSearchParams; headers: Readonly<Record<string, string>> },
  ) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...init.headers, ...(cookie !== "" && { Cookie: cookie }) };
    const answer = await this.#app.request(`${origin}${path}`, { ...init, headers }, this.#connection);
    for (const line of answer.headers.getSetCookie()) {
      this.#keep(line);
    }
    return answer;
  }

  #keep(line: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0/i.test(line)) {
      this.cookies.delete(name);
    } else {
      this.cookies.set(name, value);
    }
  }
}
