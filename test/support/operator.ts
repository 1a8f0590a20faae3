import { createToken } from "../../src/core/sign-in/operator-tokens.ts";
import type { ServiceContext } from "../../src/http/kernel/service-context.ts";
import type { RouteGroup } from "../../src/http/kernel/service-env.ts";

interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The members of answers that tests inspect. */
interface AnswerBody {
  readonly changes: readonly string[];
  readonly id: string;
  readonly state: string;
  readonly generation: number;
  readonly owner: unknown;
  readonly members: unknown;
  readonly hostnames: unknown;
  readonly counters: unknown;
  readonly detail: string;
  readonly errors: unknown;
  readonly entries: readonly { readonly actor: string; readonly action: string; readonly detail: unknown }[];
  readonly status: number;
  readonly answer: string;
}

type Answer = Omit<Response, "json"> & { json(): Promise<AnswerBody> };

export interface Operator {
  readonly token: string;
  call(path: string, call?: Call): Promise<Answer>;
}

let count = 0;

/** A caller of the app with a token of the scope. */
export async function operatorOf(app: RouteGroup, context: ServiceContext, scope: "read" | "write"): Promise<Operator> {
  count += 1;
  const work = { db: context.db, name: `${scope}-${count}`, actor: "system", now: context.now() };
  const token = await createToken(work, scope, undefined);
  return {
    token,
    async call(path, { method = "GET", body, headers } = {}) {
      const answer = await app.request(path, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(body !== undefined && { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      return answer as Answer;
    },
  };
}
