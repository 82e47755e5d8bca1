// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What carries the position in a trace to another process, by the names of headers. */
export type TraceCarrier = Readonly<Record<string, string>>;

/** A context of OpenTelemetry. */
interface Context {
  setValue(key: symbol, value: unknown): Context;
  deleteValue(key: symbol): Context;
}

/** A span of OpenTelemetry, as far as it is used. */
interface Span {
  setStatus(status: { code: number; message: string }): unknown;
  recordException(error: Error): void;
  end(): void;
}

interface SpanOptions {
  readonly kind: number;
  readonly attributes: Attributes;
}

type Attributes = Readonly<Record<string, string | number>>;

/** What programs register with `@opentelemetry/api`, as far as it is used. */
interface OpenTelemetry {
  readonly trace?: {
    getTracer(name: string): {
      startSpan(name: string, options: SpanOptions, context: Context): Span;
    };
  };
  readonly context?: {
    active(): Context;
    with<T>(context: Context, action: () => T): T;
  };
  readonly propagation?: {
    inject(context: Context, carrier: object, setter: object): void;
    extract(context: Context, carrier: object, getter: object): Context;
  };
}

/**
 * Where `@opentelemetry/api` 1 keeps what a program has registered, and Deno what it has
 * built in: so no dependency is needed, and nothing happens where there is none.
 */
const API = Symbol.for("opentelemetry.js.api.1");

/** Where a context has its span. */
const SPAN = Symbol.for("OpenTelemetry Context Key SPAN");

const kinds = { internal: 0, producer: 3, consumer: 4 } as const;

/** The code of a status that is an error. */
const ERROR = 2;

/** How a span is made. */
export interface TracedOptions {
  readonly kind?: keyof typeof kinds;
  readonly attributes?: Attributes;
  /** What another process has given, if it is not a part of what runs here. */
  readonly parent?: TraceCarrier | undefined;
}

function registered(): OpenTelemetry {
  return (globalThis as { [API]?: OpenTelemetry })[API] ?? {};
}

/**
 * Does something within a span, if the program has OpenTelemetry. An error is noted
 * there, and passed on.
 */
export async function traced<T>(
  name: string,
  { kind = "internal", attributes = {}, parent }: TracedOptions,
  action: () => Promise<T>,
): Promise<T> {
  const { trace, context, propagation } = registered();
  if (!trace || !context) return await action();
  const active = context.active();
  // What is consumed is no part of what happened to run before.
  const own = kind === "consumer" ? active.deleteValue(SPAN) : active;
  const outer = parent && propagation
    ? propagation.extract(own, parent, {
      get: (carrier: TraceCarrier, key: string) => carrier[key],
      keys: (carrier: TraceCarrier) => Object.keys(carrier),
    })
    : own;
  const options = { kind: kinds[kind], attributes };
  const span = trace.getTracer("@afmpeg/afmpeg").startSpan(
    name,
    options,
    outer,
  );
  try {
    return await context.with(outer.setValue(SPAN, span), action);
  } catch (error) {
    const known = error instanceof Error ? error : new Error(`${error}`);
    span.recordException(known);
    span.setStatus({ code: ERROR, message: known.message });
    throw error;
  } finally {
    span.end();
  }
}

/** The position in the trace, for another process; `undefined` if there is none. */
export function traceCarrier(): TraceCarrier | undefined {
  const { context, propagation } = registered();
  if (!context || !propagation) return undefined;
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier, {
    set(carrier: Record<string, string>, key: string, value: string) {
      carrier[key] = value;
    },
  });
  return Object.keys(carrier).length > 0 ? carrier : undefined;
}

/** Reads what another process has stored, which may be anything. */
export function carrierFrom(
  text: string | undefined,
): TraceCarrier | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    const entries = Object.entries(Object(parsed))
      .filter(([, value]) => typeof value === "string");
    return Object.fromEntries(entries) as Record<string, string>;
  } catch {
    return undefined;
  }
}
