import { z } from "zod";
import { apifewAccount } from "../account.ts";
import { connectAccount, keyPattern, type Transport } from "../connect.ts";
import { OwnPaths, pathsFrom } from "../paths.ts";

/** apifew's base URL, or that of a sandbox. */
export const BaseUrl = z
  .url({ protocol: /^https?$/, error: "must be an http(s) URL such as https://gw.apifew.com" })
  .transform((url) => url.replace(/\/+$/, ""))
  .default(apifewAccount.baseUrl);

/** Options that every call of the provider needs. */
export const connectionFields = {
  /** Apifew-Key: apifew's website, Provider mode, the application's General settings. */
  key: z.string({ error: "must be the Apifew-Key" }).regex(keyPattern, "must be the Apifew-Key, without blanks"),
  baseUrl: BaseUrl,
  /** Overrides for paths that apifew's page misprints: licenseRelease, counterRead. */
  paths: OwnPaths.default({}),
};
const Connection = z.object(connectionFields);
export type Connection = z.output<typeof Connection>;

/** Creates apifew's client for a running product; `transport` limits its calls. */
export function connect({ key, baseUrl, paths }: Connection, transport: Transport) {
  return connectAccount({ key, baseUrl, paths: pathsFrom(paths), areReadsShared: false }, transport);
}

/** Parses options. A TypeError names each invalid option, without its value. */
export function parseOptions<Schema extends z.ZodType>(of: string, schema: Schema, options: unknown): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    throw new TypeError(`${of}: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
