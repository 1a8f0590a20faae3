import type { Account } from "../basic-credentials.ts";

export const encodings = ["form", "json"] as const;
export type Encoding = (typeof encodings)[number];

/** The application to be called, and what CloudFlare knows of it. */
export interface AppSubject {
  /** The developer's endpoint, without the secret part of its path. */
  readonly target: string;
  /** Basic credentials, where the application asks for them; the page names no authentication. */
  readonly account: Account | undefined;
  /** Last segment of the endpoint's path, where that is what proves the caller. */
  readonly pathSecret: string | undefined;
  /** The encodings that the application understands; the first one is used throughout. */
  readonly encodings: readonly [Encoding, ...Encoding[]];
  /** A plan to subscribe to, undefined for an application without subscriptions. */
  readonly plan: string | undefined;
  readonly slowMs: number;
}
