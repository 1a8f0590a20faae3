import { z } from "zod";
import type { Clock } from "../../http/clock.ts";
import type { Transport } from "../connect.ts";
import { type CounterReading, readCounters } from "../read-counters.ts";
import { connect, connectionFields, parseOptions } from "./connection.ts";

const Options = z.strictObject(connectionFields);

export type CounterReaderOptions = z.input<typeof Options> & {
  /** Replaces the clock, for tests. */
  readonly clock?: Clock;
  /** Another route to apifew, such as a proxy: an undici Dispatcher. */
  readonly dispatcher?: Transport["dispatcher"];
};

/**
 * Reads a counter for many users, by login or uid, within the rate limit that all calls of the account share.
 */
export type CounterReader = (counterName: string, userLogins: Iterable<string>) => Promise<CounterReading[]>;

/**
 * Creates a reader of counters, for metering.
 *
 * @example
 * const readings = await createCounterReader({ key: apifewKey })("requests", ["jane.doe@acme.example"]);
 */
export function createCounterReader({ clock, dispatcher, ...options }: CounterReaderOptions): CounterReader {
  const connection = parseOptions("createCounterReader", Options, options);
  const client = connect(connection, { ...(clock ? { clock } : {}), ...(dispatcher ? { dispatcher } : {}) });
  return (counterName, userLogins) => readCounters(client, counterName, userLogins);
}
