import { z } from "zod";
import { apifewAccount } from "../account.ts";
import { connectAccount, keyPattern, type Transport } from "../connect.ts";
import { OwnPaths, pathsFrom } from "../paths.ts";

/** Where apifew is; the sandbox's address in its place. */
export const BaseUrl = z
  .url({ protocol: /^https?$/, error: "must be an http(s) URL such as https://gw.apifew.com" })
  .transform((url) => url.replace(/\/+$/, ""))
  .default(apifewAccount.baseUrl);

/** What the provider's calls need. */
export const connectionFields = {
  /** Apifew-Key: apifew's website, Provider mode, the application's General settings. */
  key: z.string({ error: "must be the Apifew-Key" }).regex(keyPattern, "must be the Apifew-Key, without blanks"),
  baseUrl: BaseUrl,
  /** Paths that apifew's page misprints, where apifew's own are others: licenseRelease, counterRead. */
  paths: OwnPaths.default({}),
};
const Connection = z.object(connectionFields);
export type Connection = z.output<typeof Connection>;

/** apifew's client for a running product; `transport` bounds its calls. */
export function connect({ key, baseUrl, paths }: Connection, transport: Transport) {
  return connectAccount({ key, baseUrl, paths: pathsFrom(paths), areReadsShared: false }, transport);
}

/** Options as they are meant; a TypeError names each that is wrong, and no value. */
export function parseOptions<Schema extends z.ZodType>(of: string, schema: Schema, options: unknown): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    throw new TypeError(`${of}: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
