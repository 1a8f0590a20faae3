import { z } from "zod";
import type { ControlPlaneConfig } from "../core/config/control-plane-config.ts";

/** The flag that takes another database than the configuration's. */
export const databaseFlag = {
  "--database <url>": "database instead of database.url: embedded, or a URL without a password",
};

export const DatabaseOption = z.union([
  z.literal("embedded"),
  z
    .url({ protocol: /^postgres(ql)?$/, error: "must be embedded, or a URL such as postgresql://user@host:5432/name" })
    .refine((url) => URL.parse(url)?.password === "", {
      error: "must hold no password, which every user of the machine could read: set database.url in the configuration",
    }),
]);

/** The configuration with the database of the flag, where it was given. */
export function withDatabase(config: ControlPlaneConfig, database: string | undefined): ControlPlaneConfig {
  if (database === undefined) {
    return config;
  }
  return { ...config, database: { ...config.database, url: database === "embedded" ? undefined : database } };
}
