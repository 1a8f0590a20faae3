import { createRequire } from "node:module";
import { z } from "zod";
import type { RouteGroup } from "../../kernel/service-env.ts";

const Manifest = z.object({ version: z.string() });

export type ApiDocument = ReturnType<RouteGroup["getOpenAPI31Document"]>;

/** The OpenAPI document of all routes that are mounted when it is first requested. */
export function apiDocument(app: RouteGroup, publicUrl: string): () => ApiDocument {
  let document: ApiDocument | undefined;
  return () => {
    document ??= withPublicOperations(
      app.getOpenAPI31Document({
        openapi: "3.1.0",
        info: {
          title: "marketplane",
          version: Manifest.parse(createRequire(import.meta.url)("../../../../package.json")).version,
          description: "The control plane's HTTP API for marketplaces, operators and other programs.",
        },
        servers: [{ url: publicUrl }],
      }),
    );
    return document;
  };
}

const methods = ["get", "post", "put", "patch", "delete"] as const;

/** Marks each operation without credentials as such, so that generated clients do not ask for any. */
function withPublicOperations(document: ApiDocument): ApiDocument {
  for (const item of Object.values(document.paths ?? {})) {
    for (const method of methods) {
      const operation = item[method];
      if (operation) {
        operation.security ??= [];
      }
    }
  }
  return document;
}
