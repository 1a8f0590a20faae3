import { createRequire } from "node:module";
import { z } from "zod";
import type { RouteGroup } from "../service-env.ts";

const Manifest = z.object({ version: z.string() });

export type ApiDocument = ReturnType<RouteGroup["getOpenAPI31Document"]>;

/** The OpenAPI document of everything that is mounted when it is first asked for. */
export function apiDocument(app: RouteGroup, publicUrl: string): () => ApiDocument {
  let document: ApiDocument | undefined;
  return () => {
    document ??= app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: {
        title: "marketplane",
        version: Manifest.parse(createRequire(import.meta.url)("../../../package.json")).version,
        description: "The control plane: what marketplaces, operators and machines call.",
      },
      servers: [{ url: publicUrl }],
    });
    return document;
  };
}
