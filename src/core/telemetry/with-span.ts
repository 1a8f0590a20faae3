import { type Attributes, type Span, SpanStatusCode, trace } from "@opentelemetry/api";

/** The tracer of the program; it does nothing until tracing is started. */
export const tracer = trace.getTracer("marketplane");

/** Runs `work` in a span of its own, which an error ends as failed. */
export function withSpan<Result>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      // The name alone: a message may hold what a customer wrote.
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : "error" });
      throw error;
    } finally {
      span.end();
    }
  });
}
