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

/** `a=b,c=d`, percent-encoded, as OTEL_RESOURCE_ATTRIBUTES has it. */
function readAttributes(text: string): Record<string, string> {
  const pairs = text.split(",").map((pair) => pair.split("="));
  return Object.fromEntries(
    pairs.flatMap(([name, value]) =>
      name?.trim() && value !== undefined ? [[name.trim(), decodeURIComponent(value.trim())]] : [],
    ),
  );
}

/** Null unless an OTLP endpoint is set. The SDK reads the other standard variables (sampler, headers, batching) itself. */
export async function openTracing(config: Config): Promise<Tracing | null> {
  if (!config.tracing) return null;
  const [{ context, propagation, SpanKind, trace }, sdk, { OTLPTraceExporter }] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace-node"),
    import("@opentelemetry/exporter-trace-otlp-http"),
  ]);
  const attributes = {
    "telemetry.sdk.language": "nodejs",
    ...readAttributes(config.tracing.resourceAttributes),
    "service.name": config.tracing.serviceName,
    "process.pid": process.pid,
  };
  const provider = new sdk.NodeTracerProvider({
    resource: {
      attributes,
      merge() {
        return this;
      },
      getRawAttributes: () => Object.entries(attributes),
    },
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
