import { html } from "hono/html";
import { type Markup, page } from "../../ui/page.ts";
import type { ApiDocument } from "./api-document.ts";
import { propertyTable, type Schema, schemaWords } from "./schema-words.ts";

type PathItem = NonNullable<ApiDocument["paths"]>[string];
type Operation = NonNullable<PathItem["get"]>;
interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}
interface Endpoint {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const methods = ["get", "post", "put", "patch", "delete"] as const;

/** The API document as a page: every operation with its parameters and answers. */
export function docsPage(document: ApiDocument): Markup {
  const groups = Map.groupBy(endpointsOf(document), ({ operation }) => operation.tags?.[0] ?? "Other");
  const schemas = Object.entries(document.components?.schemas ?? {});
  return page({
    title: `${document.info.title} API`,
    body: html`<div class="shell stack"><h1>${document.info.title} ${document.info.version}</h1>
      <p>${document.info.description} For machines: <a href="/openapi.json">openapi.json</a>.</p>
      <nav><ul>${[...groups.keys()].map((name) => html`<li><a href="#${anchor(name)}">${name}</a></li>`)}</ul></nav>
      <main class="stack">
        ${[...groups].map(
          ([name, endpoints]) => html`<h2 id="${anchor(name)}">${name}</h2>${endpoints.map(endpointArticle)}`,
        )}
        <h2>Schemas</h2>
        ${schemas.map(
          ([name, schema]) =>
            html`<article class="card stack tight" id="schema-${name}"><h3>${name}</h3>${propertyTable(schema)}</article>`,
        )}
      </main></div>`,
  });
}

function endpointsOf({ paths }: ApiDocument): Endpoint[] {
  return Object.entries(paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation }];
    }),
  );
}

function endpointArticle({ method, path, operation }: Endpoint): Markup {
  const credentials = (operation.security ?? []).flatMap((requirement) => Object.keys(requirement));
  return html`<article class="card stack tight">
    <h3><code>${method} ${path}</code></h3>
    <p>${operation.summary}</p>
    ${operation.description === undefined ? "" : html`<p class="quiet">${operation.description}</p>`}
    ${credentials.length === 0 ? "" : html`<p>Credentials: ${credentials.join(" or ")}</p>`}
    ${parameterTable(operation)}${bodyTable(operation)}${answerTable(operation)}
  </article>`;
}

function parameterTable({ parameters = [] }: Operation): Markup {
  const rows = parameters.flatMap((parameter) => ("$ref" in parameter ? [] : [parameter]));
  if (rows.length === 0) {
    return html``;
  }
  return html`<table>
    <caption>Parameters</caption>
    ${rows.map(
      ({ name, in: place, required, schema, description }) => html`<tr>
        <td><code>${name}</code> <span class="quiet">${place}${required === true ? "" : ", optional"}</span></td>
        <td>${schemaWords(schema)}</td>
        <td>${description}</td>
      </tr>`,
    )}
  </table>`;
}

function bodyTable({ requestBody }: Operation): Markup {
  if (requestBody === undefined || "$ref" in requestBody) {
    return html``;
  }
  return html`<table>
    <caption>Body</caption>
    ${Object.entries(requestBody.content).map(
      ([type, { schema }]) => html`<tr><td>${type}</td><td>${schemaWords(schema)}</td></tr>`,
    )}
  </table>`;
}

function answerTable({ responses = {} }: Operation): Markup {
  return html`<table>
    <caption>Responses</caption>
    ${Object.entries(responses).map(
      ([status, { description, content = {} }]: [string, Answer]) => html`<tr>
        <td>${status}</td>
        <td>${description}</td>
        <td>${Object.values(content).map(({ schema }) => schemaWords(schema))}</td>
      </tr>`,
    )}
  </table>`;
}

function anchor(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
