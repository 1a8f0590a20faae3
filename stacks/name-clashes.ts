import type { Problem } from "./problems.ts";
import type { TenantFile } from "./tenant-declaration.ts";
import { namesTaken, type TakenName } from "./tenant-names.ts";
import type { TenantPart } from "./tenant-rules.ts";

/** A tenant whose file is valid. */
type WholeTenant = TenantPart & { readonly declaration: TenantFile };

/**
 * Values of two tenants that would give two resources the same name, such as eu-shop.x of acme and shop.x of
 * acme-eu. A different name for one of them would depend on what other tenants declare, and would change with
 * them.
 */
export function nameClashes(tenants: readonly WholeTenant[]): Problem[] {
  const first = new Map<string, { readonly file: string; readonly taken: TakenName }>();
  const problems = new Map<string, Problem>();
  for (const { file, declaration, positionOf } of tenants) {
    for (const taken of namesTaken(declaration)) {
      const { type, name, property, value } = taken;
      const other = first.get(`${type} ${name}`);
      first.set(`${type} ${name}`, other ?? { file, taken });
      const key = `${file} ${property} ${value} ${other?.file}`;
      if (other && other.file !== file && !problems.has(key)) {
        const what =
          `"${value}" would get the resource name "${name}", which "${other.taken.value}" of ${other.file}, ${other.taken.property} has: ` +
          "give one of the two tenants another id (with adopt: true, its existing objects are kept)";
        problems.set(key, { where: file, property, position: positionOf(property.split(".")), what });
      }
    }
  }
  return [...problems.values()];
}
