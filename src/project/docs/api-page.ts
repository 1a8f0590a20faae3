import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createMetrics } from "../../core/telemetry/create-metrics.ts";
import { type ApiDocument, apiDocument } from "../../http/operators-api/docs/api-document.ts";
import { controlPlaneApp } from "../../process/serve-http.ts";
import { fillMarkers } from "./fill-markers.ts";
import { type ReferencePage, referenceFolder } from "./reference-pages.ts";
import { propertyRows, schemaText } from "./schema-text.ts";
import { toTable } from "./to-table.ts";
import { unusedContext } from "./unused-context.ts";

const name = "api.md";
const methods = ["get", "post", "put", "patch", "delete"] as const;
/** Answers that any route may give. The page lists them once, at the top. */
const everywhere = new Set(["400", "401", "403", "405", "408", "413", "415", "429", "500", "503"]);

type PathItem = NonNullable<ApiDocument["paths"]>[string];
type Operation = NonNullable<PathItem["get"]>;
interface Route {
  readonly title: string;
  readonly operation: Operation;
}

/** The page of the HTTP API, from the OpenAPI document of a control plane with every option configured. */
export function apiPage(): ReferencePage {
  const present = readFileSync(join(referenceFolder, name), "utf8");
  const document = readDocument();
  const groups = Map.groupBy(routesOf(document), ({ operation }) => operation.tags?.[0] ?? "Other");
  const schemas = Object.entries(document.components?.schemas ?? {});
  const parts = {
    routes: [...groups].map(([tag, routes]) => [`## ${tag}`, ...routes.map(routeText)].join("\n\n")).join("\n\n"),
    schemas: schemas.map(([title, schema]) => `### ${title}\n\n${properties(schema)}`).join("\n\n"),
  };
  return { name, present, expected: fillMarkers(name, present, parts) };
}

export function readDocument(): ApiDocument {
  const context = unusedContext();
  const metrics = createMetrics();
  const app = controlPlaneApp(context, {
    ...{ metrics, exposition: metrics.registry, checks: {}, journal: { middleware: (_c, next) => next() } },
    readersDb: context.db,
    isStopping: () => false,
    onHostnameNotice: () => undefined,
  });
  return apiDocument(app, context.config.publicUrl)();
}

function routesOf({ paths }: ApiDocument): Route[] {
  return Object.entries(paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ title: `${method.toUpperCase()} ${path}`, operation }];
    }),
  );
}

function routeText({ title, operation }: Route): string {
  const { summary, description, security = [] } = operation;
  const credentials = security.flatMap((requirement) => Object.keys(requirement));
  return [
    `### ${title}`,
    [`${summary}.`, description, credentials.length === 0 ? undefined : `Credentials: ${credentials.join(" or ")}.`]
      .filter((sentence) => sentence !== undefined)
      .join(" "),
    parameters(operation),
    body(operation),
    answers(operation),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function parameters({ parameters: all = [] }: Operation): string {
  const rows = all.flatMap((parameter) =>
    "$ref" in parameter
      ? []
      : [
          [
            `\`${parameter.name}\``,
            `${parameter.in}${parameter.required === true ? ", required" : ""}`,
            schemaText(parameter.schema),
            parameter.description ?? descriptionOf(parameter.schema),
          ],
        ],
  );
  return rows.length === 0 ? "" : toTable(["parameter", "in", "type", "what"], rows);
}

function descriptionOf(schema: object | undefined): string {
  return schema !== undefined && "description" in schema ? String(schema.description) : "";
}

function body({ requestBody }: Operation): string {
  if (requestBody === undefined || "$ref" in requestBody) {
    return "";
  }
  return Object.entries(requestBody.content)
    .map(([type, { schema }]) => `Body, ${type}: ${schemaText(schema)}.`)
    .join("\n\n");
}

interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Parameters<typeof schemaText>[0] }>>;
}

function answers({ responses = {} }: Operation): string {
  const rows = Object.entries(responses)
    .filter(([status]) => !everywhere.has(status))
    .map(([status, { description, content = {} }]: [string, Answer]) => [
      status,
      description,
      Object.values(content)
        .map(({ schema }) => schemaText(schema))
        .join(" or "),
    ]);
  return rows.length === 0 ? "" : toTable(["answer", "what", "body"], rows);
}

function properties(schema: Parameters<typeof propertyRows>[0]): string {
  const rows = propertyRows(schema);
  return rows.length === 0 ? schemaText(schema) : toTable(["property", "type", "required", "what"], rows);
}
