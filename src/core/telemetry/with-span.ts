import { type Attributes, type Span, SpanStatusCode, trace } from "@opentelemetry/api";

/** The program's tracer. It does nothing until tracing is started. */
export const tracer = trace.getTracer("marketplane");

/** Runs `work` in a new span. An error marks the span as failed. */
export function withSpan<Result>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      // Only the name: a message may contain a customer's input.
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : "error" });
      throw error;
    } finally {
      span.end();
    }
  });
}
