declare const brand: unique symbol;

/** A URL path with encoded parameters; only the tag `path` creates one. */
export type Path = string & { readonly [brand]: "Path" };

/**
 * Builds a URL path from a template and encodes every parameter. Rejects a parameter that is empty, "." or
 * "..", because it would address another endpoint.
 */
export function path(template: TemplateStringsArray, ...parameters: readonly string[]): Path {
  const encoded = parameters.map((parameter) => {
    if (parameter === "" || parameter === "." || parameter === "..") {
      throw new TypeError(`${JSON.stringify(parameter)} cannot be part of a URL path`);
    }
    return encodeURIComponent(parameter);
  });
  return String.raw({ raw: template.raw }, ...encoded) as Path;
}
