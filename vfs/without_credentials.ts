// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A text for a message: if it is a URL, or was to be one, without the user and the
 * password in it.
 */
export function withoutCredentials(text: string): string {
  return text.replace(CREDENTIALS, "://…@");
}

/** A password that was not escaped may have slashes in it; a port ends at one. */
const CREDENTIALS = /:\/\/(?:[^/]*@|[^/:]*:(?!\d+(?:\/|$)).*@)/s;
