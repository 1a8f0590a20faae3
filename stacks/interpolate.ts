import * as pulumi from "@pulumi/pulumi";

const plainNames = ["licenseKey", "tenantId"];
const reference = /\$\{([^}]*)\}/g;

/** Values of the references `${…}` in a tenant's config vars. */
export interface References {
  /** The key of the license that the owner uses. */
  readonly licenseKey: pulumi.Output<string>;
  readonly tenantId: string;
  /** The value of `${config:name}`. */
  readonly configValue: (name: string) => pulumi.Input<string>;
}

/** A secret of the stack's configuration: marketplane:name. */
export function configured(name: string): pulumi.Output<string> {
  return new pulumi.Config("marketplane").requireSecret(name);
}

/**
 * Replaces `${licenseKey}`, `${tenantId}` and `${config:name}` with their values, so that a tenant's file
 * needs no secrets.
 */
export function interpolate(template: string, references: References): pulumi.Output<string> {
  const values = referencesIn(template).map((name) => ({ name, value: resolve(name, references) }));
  return pulumi.all(values.map(({ value }) => value)).apply((resolved) => {
    const byName = new Map(values.map(({ name }, index) => [name, resolved[index] ?? ""]));
    return template.replaceAll(reference, (_whole, name: string) => byName.get(name) ?? "");
  });
}

/** References without a value, by the name of the config var. */
export function interpolationProblems(
  templates: Readonly<Record<string, string>>,
  tenantId: string,
): { readonly name: string; readonly what: string }[] {
  const config = new pulumi.Config("marketplane");
  return Object.entries(templates).flatMap(([name, template]) =>
    referencesIn(template)
      .filter(
        (text) =>
          !plainNames.includes(text) && !(text.startsWith("config:") && config.get(configKey(text)) !== undefined),
      )
      .map((text) => ({
        name,
        what: text.startsWith("config:")
          ? `needs the configuration marketplane:${configKey(text)} (pulumi config set --secret marketplane:${configKey(text)})`
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

function referencesIn(template: string): string[] {
  return [...template.matchAll(reference)].map((match) => match[1] ?? "");
}

function configKey(text: string): string {
  return text.slice("config:".length);
}

function resolve(name: string, { licenseKey, tenantId, configValue }: References): pulumi.Input<string> {
  if (name === "licenseKey") {
    return licenseKey;
  }
  return name === "tenantId" ? tenantId : configValue(configKey(name));
}
