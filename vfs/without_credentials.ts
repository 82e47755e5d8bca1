// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A text for people: if it is a URL, or contains some, without what may be secret in them:
 * user, password and query, in which tokens are.
 */
export function withoutCredentials(text: string): string {
  const shown = text.replace(USER, "://…@");
  const query = IS_URL.test(text) ? QUERY_OF_ALL : QUERY;
  return shown.replace(query, "$1?…");
}

/** A password that was not escaped may have slashes in it; a port ends at one. */
const USER = /:\/\/(?:[^/?]*@|[^/:?]*:(?!\d+(?:[/?#]|$)).*@)/s;

const IS_URL = /^[a-z][a-z\d+.-]*:\/\//i;

/** The query of a text that is a URL. */
const QUERY_OF_ALL = /^([^?#]*)\?[^#]+/;

/** The queries of the URLs in a text, but not what comes after them. */
const QUERY = /(:\/\/[^\s"?#]*)\?[^\s"#]+?(?=[),.:;>\]]*(?:["#\s]|$))/g;
