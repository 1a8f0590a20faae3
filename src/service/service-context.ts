import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import type { Tables } from "../db/tables.ts";
import type { Ledger } from "../ledger/change.ts";

/** What the routes work with. */
export interface ServiceContext {
  readonly config: ControlPlaneConfig;
  readonly db: Kysely<Tables>;
  readonly ledger: Ledger;
  readonly log: Logger;
  /** The time, so that tests can set it. */
  now(): Date;
}
