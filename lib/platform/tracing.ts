import type { Attributes, Span } from "@opentelemetry/api";
import type { Config } from "./config";

/** OpenTelemetry traces, loaded only where the environment asks for them. */
export type Tracing = {
  /** A request's span, continued from its `traceparent` if it has one. */
  serverSpan<T>(
    name: string,
    attributes: Attributes,
    headers: Headers,
    work: (span: Span) => Promise<T>,
  ): Promise<T>;
  /** Something that is done for a request, or by itself. */
  span<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T>;
  /** Something that is done for many requests, so that it belongs to the trace of none. */
  ownSpan<T>(name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T>;
  /** Sends what is still waiting. */
  close(): Promise<void>;
};

/** Null unless an OTLP endpoint is set. The SDK reads the other standard variables (resource, sampler, headers) itself. */
export async function openTracing(config: Config): Promise<Tracing | null> {
  if (!config.tracing) return null;
  const [{ context, propagation, SpanKind, trace }, resources, sdk, { OTLPTraceExporter }] =
    await Promise.all([
      import("@opentelemetry/api"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/sdk-trace-node"),
      import("@opentelemetry/exporter-trace-otlp-http"),
    ]);
  const own = resources.resourceFromAttributes({ "service.name": "latchkey", "process.pid": process.pid });
  const provider = new sdk.NodeTracerProvider({
    // A later one wins: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES over our own.
    resource: resources
      .defaultResource()
      .merge(own)
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter())],
  });
  // Context over awaits, and W3C trace context and baggage in headers.
  provider.register();
  const tracer = trace.getTracer("latchkey");
  const ending = async <T>(span: Span, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      // Never the message: a database's may quote values.
      span.setStatus({ code: 2 });
      span.setAttribute("error.type", error instanceof Error ? error.name : "unknown");
      throw error;
    } finally {
      span.end();
    }
  };
  return {
    serverSpan: (name, attributes, headers, work) => {
      const carrier = Object.fromEntries(headers);
      const parent = propagation.extract(context.active(), carrier);
      const options = { kind: SpanKind.SERVER, attributes };
      return tracer.startActiveSpan(name, options, parent, (span) => ending(span, () => work(span)));
    },
    span: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes }, (span) => ending(span, work)),
    ownSpan: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes, root: true }, (span) => ending(span, () => work(span))),
    close: () => provider.shutdown(),
  };
}
