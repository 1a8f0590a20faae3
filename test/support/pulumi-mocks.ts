import * as pulumi from "@pulumi/pulumi";

/** A resource as the program declared it. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/**
 * Replaces the engine by a recorder: every resource is created at once, with its inputs and the values of
 * `outputsOf` as outputs.
 */
export async function recordDeclarations(
  outputsOf: (declared: Declared) => Readonly<Record<string, unknown>> = () => ({}),
): Promise<Declared[]> {
  const declared: Declared[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        declared.push({ type, name, inputs });
        return { id: `${name}-id`, state: { ...inputs, ...outputsOf({ type, name, inputs }) } };
      },
      call: ({ inputs }) => inputs,
    },
    "marketplane",
    "test",
  );
  return declared;
}

/** The value of an output. */
export function resolved<T>(output: pulumi.Output<T>): Promise<pulumi.Unwrap<T>> {
  return new Promise((resolve) => pulumi.output(output).apply(resolve));
}
