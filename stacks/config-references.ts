import type { StackConfig } from "./stack-config.ts";

const plainNames = ["licenseKey", "tenantId"];

/** A reference to a value in a tenant's config vars. */
export const reference = /\$\{([^}]*)\}/g;

/** References without a value, by the name of the config var. */
export function interpolationProblems(
  templates: Readonly<Record<string, string>>,
  tenantId: string,
  { values }: Pick<StackConfig, "values">,
): { readonly name: string; readonly what: string }[] {
  return Object.entries(templates).flatMap(([name, template]) =>
    referencesIn(template)
      .filter(
        (text) => !plainNames.includes(text) && !(text.startsWith("config:") && Object.hasOwn(values, settingOf(text))),
      )
      .map((text) => ({
        name,
        what: text.startsWith("config:")
          ? `needs the configuration ${settingOf(text)} (pulumi config set --secret ${settingOf(text)})`
          : `\${${text}} is not a valid reference; a tenant such as ${tenantId} may use \${licenseKey}, \${tenantId} and \${config:name}`,
      })),
  );
}

/** The settings that config vars name as `${config:name}`. */
export function configNamesIn(templates: Readonly<Record<string, string>>): string[] {
  return Object.values(templates)
    .flatMap(referencesIn)
    .flatMap((text) => (text.startsWith("config:") ? [configKey(text)] : []));
}

/** The names of a text's references. */
export function referencesIn(template: string): string[] {
  return [...template.matchAll(reference)].map((match) => match[1] ?? "");
}

/** The name in `config:name`. */
export function configKey(text: string): string {
  return text.slice("config:".length);
}

function settingOf(text: string): string {
  return `marketplane:${configKey(text)}`;
}
