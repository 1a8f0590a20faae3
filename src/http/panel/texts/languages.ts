import { en, type Texts } from "./en.ts";
import { fr } from "./fr.ts";

/** The panel's languages by code, each with its texts and its own name. */
export const languages = { en: { texts: en, name: "English" }, fr: { texts: fr, name: "Français" } } as const;
export type Language = keyof typeof languages;

export const languageCodes: readonly Language[] = ["en", "fr"];

export function textsOf(language: Language): Texts {
  return languages[language].texts;
}
