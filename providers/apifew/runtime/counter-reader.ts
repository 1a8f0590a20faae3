import { z } from "zod";
import type { Clock } from "../../http/clock.ts";
import type { Transport } from "../connect.ts";
import { type CounterReading, readCounters } from "../read-counters.ts";
import { connect, connectionFields, parseOptions } from "./connection.ts";

const Options = z.strictObject(connectionFields);

export type CounterReaderOptions = z.input<typeof Options> & {
  /** Another time, for tests. */
  readonly clock?: Clock;
  /** Another way to apifew, such as a proxy: a Dispatcher of undici's. */
  readonly dispatcher?: Transport["dispatcher"];
};

/** Reads a counter for many users, by login or uid, within the rate budget that the account's other calls share. */
export type CounterReader = (counterName: string, userLogins: Iterable<string>) => Promise<CounterReading[]>;

/**
 * Makes a reader of counters, for metering.
 *
 * @example
 * const readings = await createCounterReader({ key: apifewKey })("requests", ["jane.doe@acme.example"]);
 */
export function createCounterReader({ clock, dispatcher, ...options }: CounterReaderOptions): CounterReader {
  const connection = parseOptions("createCounterReader", Options, options);
  const client = connect(connection, { ...(clock ? { clock } : {}), ...(dispatcher ? { dispatcher } : {}) });
  return (counterName, userLogins) => readCounters(client, counterName, userLogins);
}
