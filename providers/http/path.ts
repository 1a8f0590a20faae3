declare const brand: unique symbol;

/** A URL path whose parameters are encoded; only the `path` tag makes one. */
export type Path = string & { readonly [brand]: "Path" };

/**
 * Builds a URL path from a template, encoding every parameter.
 * A parameter that is empty, "." or ".." would address another endpoint than the one written, so it is refused.
 */
export function path(template: TemplateStringsArray, ...parameters: readonly string[]): Path {
  const encoded = parameters.map((parameter) => {
    if (parameter === "" || parameter === "." || parameter === "..") {
      throw new TypeError(`${JSON.stringify(parameter)} cannot stand in a URL path`);
    }
    return encodeURIComponent(parameter);
  });
  return String.raw({ raw: template.raw }, ...encoded) as Path;
}
