import type { Language } from "../../../engine/language-hosts.ts";

/** The languages that need an SDK. YAML programs need none. */
export const sdkLanguages = ["nodejs", "python", "go", "dotnet", "java"] as const;
export type SdkLanguage = (typeof sdkLanguages)[number];

/** The hosts that generate these SDKs and do not come with the engine. */
export function hostsFor(languages: readonly SdkLanguage[]): Language[] {
  return languages.filter((language) => language !== "nodejs");
}
