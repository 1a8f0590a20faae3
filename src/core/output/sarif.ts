import { SarifBuilder, type SarifRunBuilder } from "node-sarif-builder";

const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** A run as SARIF 2.1.0. */
export function sarifText(run: SarifRunBuilder): string {
  const log = new SarifBuilder({ $schema: schema, version: "2.1.0" });
  log.addRun(run);
  return `${log.buildSarifJsonString({ indent: true })}\n`;
}

/** A file's path as SARIF's relative URI. */
export function sarifUri(file: string): string {
  return file.split("/").map(encodeURIComponent).join("/");
}
