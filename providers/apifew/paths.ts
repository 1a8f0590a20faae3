import { z } from "zod";
import { parseJson } from "../http/parse-json.ts";
import { type Path, path } from "../http/path.ts";
import { readSetting, type Settings, SettingsError } from "../settings.ts";
import { apifewAccount } from "./account.ts";

const setting = apifewAccount.settings.paths;

export const licenseCreatePath = path`/v2/app/pricing/license/create`;
export const counterSavePath = path`/v2/app/user/license/counter/value/save`;

/**
 * Paths that the vendor's page misprints. Any path may be set, including the printed one: a release sent to
 * the path of create has no OWNER_LOGIN, and a read sent to the path of save has no VALUE, so apifew may
 * distinguish them.
 */
export interface ApifewPaths {
  readonly licenseRelease: Path;
  readonly counterRead: Path;
}

/**
 * The page prints the path of create under "Release a license", where it would create one, and the path of
 * save under "Read counter value". These defaults follow the pattern of the surrounding paths.
 */
const defaultPaths: ApifewPaths = {
  licenseRelease: path`/v2/app/pricing/license/release`,
  counterRead: path`/v2/app/user/license/counter/value`,
};

const OwnPath = z
  .string({ error: "must be a string" })
  .regex(/^(\/[A-Za-z0-9_-]+)+$/, "must be a path such as /v2/app/pricing/license/release")
  .transform((text) => path(Object.assign([text], { raw: [text] })));

/** The allowed values of `paths`. */
export const OwnPaths = z.strictObject({ licenseRelease: OwnPath.optional(), counterRead: OwnPath.optional() });

/** The configured paths, on top of the defaults. */
export function pathsFrom({ licenseRelease, counterRead }: z.output<typeof OwnPaths>): ApifewPaths {
  return {
    licenseRelease: licenseRelease ?? defaultPaths.licenseRelease,
    counterRead: counterRead ?? defaultPaths.counterRead,
  };
}

/** The paths to use: apifew:paths (APIFEW_PATHS), a JSON object, on top of the defaults. */
export function readPaths(settings: Settings): ApifewPaths {
  const text = readSetting(settings, setting);
  if (text === undefined) {
    return defaultPaths;
  }
  const parsed = OwnPaths.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue && issue.path.length > 0 ? `: ${issue.path.join(".")}` : "";
    throw new SettingsError(
      `${setting.key} (${setting.env}) is not a JSON object with licenseRelease or counterRead${where}: ${issue?.message}`,
    );
  }
  return pathsFrom(parsed.data);
}
