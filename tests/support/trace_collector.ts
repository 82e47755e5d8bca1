// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A span, as OTLP has it in JSON. */
export interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly attributes?: readonly {
    readonly key: string;
    readonly value: { readonly stringValue?: string };
  }[];
  readonly events?: readonly { readonly name: string }[];
}

interface Exported {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly ExportedSpan[] }[];
  }[];
}

/** Receives what programs export by OTLP over HTTP, as a collector does. */
export class TraceCollector implements AsyncDisposable {
  /** What it has received. */
  readonly spans: ExportedSpan[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        const text = await request.text();
        if (new URL(request.url).pathname === "/v1/traces") {
          const { resourceSpans } = JSON.parse(text) as Exported;
          const scopes = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans);
          this.spans.push(...scopes.flatMap(({ spans }) => spans));
        }
        return Response.json({});
      },
    );
  }

  /** The environment of a program of Deno that exports to it. */
  get environment(): Record<string, string> {
    return {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${this.#server.addr.port}`,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
