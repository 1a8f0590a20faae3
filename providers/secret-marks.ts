import type { z } from "zod";
import type { InputSpecification } from "./check-inputs.ts";

type Properties = Readonly<Record<string, unknown>>;

/** How the engine marks secrets on the wire and in its files. */
export const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** A secret for the engine. */
export function asSecret(value: unknown): Properties {
  return { [signatureKey]: secretSignature, value };
}

/** True for a secret of the engine. */
export function isWrappedSecret(value: unknown): value is { readonly value: unknown } {
  return typeof value === "object" && value !== null && Reflect.get(value, signatureKey) === secretSignature;
}

/** The names of a definition's secrets. */
export type SecretNames = Pick<InputSpecification<z.ZodObject>, "secretInputs"> & {
  readonly secretOutputs?: readonly string[];
  readonly secretWhen?: Readonly<Record<string, ((value: unknown) => boolean) | undefined>>;
};

/** Whether the property's value must not be shown. */
export function isSecretProperty(definition: SecretNames, name: string, value: unknown): boolean {
  const names = [...(definition.secretInputs ?? []), ...(definition.secretOutputs ?? [])];
  return names.includes(name) || (definition.secretWhen?.[name]?.(value) ?? false);
}

/**
 * The same properties with the secret ones marked for the engine. A class marks what a program declares.
 * Values that a refresh reads for an imported resource are not marked, so the state would hold them in plain
 * text until the next `up`.
 */
export function withSecretsMarked(definition: SecretNames, properties: Properties): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      isSecretProperty(definition, name, value) ? asSecret(value) : value,
    ]),
  );
}

/** A secret in an import file: its value is JSON in a string. */
export function toSecretInFile(value: unknown): Properties {
  return { [signatureKey]: secretSignature, plaintext: JSON.stringify(value) };
}
