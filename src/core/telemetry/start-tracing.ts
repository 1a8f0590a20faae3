import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { Environment } from "../config/resolve-references.ts";

/** A running exporter of spans. */
export interface Tracing {
  /** Sends the remaining spans and stops. */
  stop(): Promise<void>;
}

/**
 * Sends spans to the collector in OpenTelemetry's variables: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, or
 * OTEL_EXPORTER_OTLP_ENDPOINT without /v1/traces. Undefined if neither is set; then no span is recorded.
 */
export function startTracing(environment: Environment): Tracing | undefined {
  const base = environment("OTEL_EXPORTER_OTLP_ENDPOINT");
  const url = environment("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? (base && `${base.replace(/\/+$/, "")}/v1/traces`);
  if (!url) {
    return undefined;
  }
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": environment("OTEL_SERVICE_NAME") ?? "marketplane" }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  provider.register();
  return { stop: () => provider.shutdown() };
}
