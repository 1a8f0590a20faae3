import { z } from "zod";
import { descriptionOf, unwrap } from "../docs/schema-rows.ts";
import type { NamedSpec, ObjectSpec, PropertySpec, PropertySpecs, TypeSpec } from "./specs.ts";

/** Where a schema is used: the module of the package, and the name that a type at this place gets. */
interface Place {
  readonly module: string;
  readonly name: string;
}

/**
 * The object types and enums of the package, and the types of properties, which refer to them. A type is
 * named after its place, such as CustomHostnameSsl for the property `ssl` of CustomHostname. A schema that is
 * used in several places needs the name in its `title`.
 */
export class NamedTypes {
  readonly #specs = new Map<string, NamedSpec>();
  /** By zod's definition, which `describe` does not copy. */
  readonly #tokens = new Map<object, string>();

  /** Every type, in the order of the tokens. */
  specs(): Readonly<Record<string, NamedSpec>> {
    return Object.fromEntries([...this.#specs].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** An object whose properties are those of a schema. */
  objectOf(schema: z.ZodObject, place: Place): ObjectSpec {
    const required = Object.keys(schema.shape).filter((name) => isRequired(schema.shape[name]));
    return {
      type: "object",
      properties: this.propertiesOf(schema, place),
      ...(required.length > 0 ? { required } : {}),
    };
  }

  propertiesOf(schema: z.ZodObject, place: Place): PropertySpecs {
    return Object.fromEntries(
      Object.entries(schema.shape).map(([name, property]) => [
        name,
        this.#propertyOf(property, { ...place, name: `${place.name}${capitalized(name)}` }),
      ]),
    );
  }

  #propertyOf(schema: z.core.$ZodType, place: Place): PropertySpec {
    const description = descriptionOf(schema);
    const fallback = defaultOf(schema);
    const isSecret = z.globalRegistry.get(schema)?.secret === true;
    return {
      ...this.#typeOf(schema, place, description),
      ...(description === "" ? {} : { description }),
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(isSecret ? { secret: true } : {}),
    };
  }

  /** A type that stands at one place has the description of its property. */
  #typeOf(schema: z.core.$ZodType, place: Place, description = ""): TypeSpec {
    const core = unwrap(schema);
    const reference = z.globalRegistry.get(core)?.reference;
    if (typeof reference === "string") {
      return { $ref: `#/resources/${reference}` };
    }
    if (core instanceof z.ZodObject) {
      return {
        type: "object",
        $ref: this.#refOf(core, place, () => ({ ...described(core, description), ...this.objectOf(core, place) })),
      };
    }
    if (core instanceof z.ZodEnum || core instanceof z.ZodLiteral) {
      const values = core instanceof z.ZodEnum ? core.options.map(String) : [...core.values].map(String);
      const members = values.map((value) => ({ name: memberName(value), value }));
      const spec = { ...described(core, description), type: "string", enum: members } as const;
      return { type: "string", $ref: this.#refOf(core, place, () => spec) };
    }
    if (core instanceof z.ZodArray) {
      return { type: "array", items: this.#typeOf(core.element, { ...place, name: singular(place.name) }) };
    }
    if (core instanceof z.ZodRecord) {
      return { type: "object", additionalProperties: this.#typeOf(core.valueType, place) };
    }
    if (core instanceof z.ZodUnion) {
      return this.#unionOf(core.options, place);
    }
    return core instanceof z.ZodNumberFormat
      ? { type: "integer" }
      : (primitives[core._zod.def.type] ?? { $ref: "pulumi.json#/Any" });
  }

  /** A text with one special value is a text: the description names the value. */
  #unionOf(options: readonly z.core.$ZodType[], place: Place): TypeSpec {
    const isText = (option: z.core.$ZodType) =>
      unwrap(option) instanceof z.ZodString || unwrap(option) instanceof z.ZodLiteral;
    return options.every(isText) ? { type: "string" } : { oneOf: options.map((option) => this.#typeOf(option, place)) };
  }

  #refOf(schema: z.core.$ZodType, { module, name }: Place, specOf: () => NamedSpec): string {
    const title = z.globalRegistry.get(schema)?.title;
    const known = this.#tokens.get(schema._zod.def);
    if (known !== undefined && title !== undefined) {
      return `#/types/${known}`;
    }
    const token = `marketplane:${module}:${title ?? name}`;
    if (known === undefined && this.#specs.has(token)) {
      throw new Error(`two types of the package have the token ${token}: give one of their schemas a title`);
    }
    if (known !== undefined && known !== token) {
      throw new Error(`the type ${known} stands at ${token} as well: give its schema a title`);
    }
    if (known === undefined) {
      this.#tokens.set(schema._zod.def, token);
      this.#specs.set(token, specOf());
    }
    return `#/types/${token}`;
  }
}

/** A type with a title of its own stands at several places, and none of their descriptions is its own. */
function described(schema: z.core.$ZodType, description: string): { readonly description?: string } {
  return description === "" || z.globalRegistry.get(schema)?.title !== undefined ? {} : { description };
}

const primitives: Readonly<Record<string, TypeSpec>> = {
  string: { type: "string" },
  number: { type: "number" },
  boolean: { type: "boolean" },
};

/** True if the schema does not accept a missing value. */
export function isRequired(schema: z.core.$ZodType | undefined): boolean {
  return schema !== undefined && !z.safeParse(schema, undefined).success;
}

/** The value of an omitted property, if the package schema can state it. It cannot state an object. */
export function defaultOf(schema: z.core.$ZodType | undefined): string | number | boolean | undefined {
  const { data } = schema === undefined ? {} : z.safeParse(schema, undefined);
  return typeof data === "string" || typeof data === "number" || typeof data === "boolean" ? data : undefined;
}

/** An identifier for a value: "pending_validation" is PendingValidation, "1.2" is V1_2. */
function memberName(value: string): string {
  return /^\d/.test(value)
    ? `V${value.replaceAll(/\W/g, "_")}`
    : value
        .split(/[^A-Za-z0-9]+/)
        .map(capitalized)
        .join("");
}

function singular(name: string): string {
  return name.replace(/s$/, "");
}

export function capitalized(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
