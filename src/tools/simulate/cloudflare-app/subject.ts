import type { Account } from "../basic-credentials.ts";

export const encodings = ["form", "json"] as const;
export type Encoding = (typeof encodings)[number];

/** The application to call, and CloudFlare's data about it. */
export interface AppSubject {
  /** The developer's endpoint, without the secret segment of its path. */
  readonly target: string;
  /** Basic credentials, if the application requires them; CloudFlare's page defines no authentication. */
  readonly account: Account | undefined;
  /** Last segment of the endpoint's path, if it authenticates the caller. */
  readonly pathSecret: string | undefined;
  /** The encodings that the application supports. The first one is used by default. */
  readonly encodings: readonly [Encoding, ...Encoding[]];
  /** A plan to subscribe to; undefined if the application has no subscriptions. */
  readonly plan: string | undefined;
  readonly slowMs: number;
}
