import * as pulumi from "@pulumi/pulumi";
import { configKey, reference, referencesIn } from "./config-references.ts";

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
export function interpolate(template: pulumi.Input<string>, references: References): pulumi.Output<string> {
  return pulumi.output(template).apply((text) => interpolateText(text, references));
}

function interpolateText(template: string, references: References): pulumi.Output<string> {
  const values = referencesIn(template).map((name) => ({ name, value: resolve(name, references) }));
  return pulumi.all(values.map(({ value }) => value)).apply((resolved) => {
    const byName = new Map(values.map(({ name }, index) => [name, resolved[index] ?? ""]));
    return template.replaceAll(reference, (_whole, name: string) => byName.get(name) ?? "");
  });
}

function resolve(name: string, { licenseKey, tenantId, configValue }: References): pulumi.Input<string> {
  if (name === "licenseKey") {
    return licenseKey;
  }
  return name === "tenantId" ? tenantId : configValue(configKey(name));
}
