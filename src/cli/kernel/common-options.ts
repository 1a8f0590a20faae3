/** Options that several commands share. */
import { z } from "zod";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { defineOption } from "./define-command.ts";

export const jsonOption = defineOption({ description: "print JSON", schema: z.boolean().default(false) });

export const configOption = defineOption({
  value: "<file>",
  description: "configuration file",
  schema: z.string().default("marketplane.yaml"),
});

const LogLevel = z.enum(["debug", "info", "warn", "error"], { error: "must be debug, info, warn or error" });

export const logLevelOption = defineOption({
  value: "<level>",
  description: "debug, info, warn or error",
  schema: LogLevel.default("info"),
});

export const limitOption = defineOption({
  value: "<number>",
  description: "maximum number of items to list",
  schema: z
    .string()
    .regex(/^[1-9]\d{0,6}$/, "must be a whole number from 1")
    .transform(Number)
    .default(50),
});

export const databaseOption = defineOption({
  value: "<url>",
  description: "database to use instead of database.url: embedded, or a URL without a password",
  schema: z
    .union([
      z.literal("embedded"),
      z
        .url({
          protocol: /^postgres(ql)?$/,
          error: "must be embedded, or a URL such as postgresql://user@host:5432/name",
        })
        .refine((url) => URL.parse(url)?.password === "", {
          error:
            "must hold no password, because every user of the machine could read it: set database.url in the configuration",
        }),
    ])
    .optional(),
});

/** The configuration with the database of the option, where it is given. */
export function withDatabase(config: ControlPlaneConfig, database: string | undefined): ControlPlaneConfig {
  if (database === undefined) {
    return config;
  }
  return { ...config, database: { ...config.database, url: database === "embedded" ? undefined : database } };
}
