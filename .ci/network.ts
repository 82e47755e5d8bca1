// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The variables that say how the network is reached, and whom to trust on it. */
const names =
  /^(SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|DENO_CERT|DENO_TLS_CA_STORE|(HTTPS?|NO|ALL)_PROXY)$/i;

/** The variables of this machine's network, as `NAME=value`, for a command without others. */
export function networkVariables(): string[] {
  return Object.entries(Deno.env.toObject())
    .filter(([name]) => names.test(name))
    .map(([name, value]) => `${name}=${value}`);
}

/** The files that those variables name. */
export function networkFiles(): string[] {
  const files = ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "DENO_CERT"]
    .map((name) => Deno.env.get(name))
    .filter((path) => path !== undefined && path.startsWith("/"));
  return [...new Set(files as string[])];
}
