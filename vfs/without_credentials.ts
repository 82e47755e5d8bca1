// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A text for people: if it is a URL, or contains some, without what may be secret in them:
 * user, password and query, in which tokens are.
 */
export function withoutCredentials(text: string): string {
  const shown = text.replace(USER, "$1…@").replace(FURTHER_USERS, "$1…@");
  const query = IS_URL.test(text) ? QUERY_OF_ALL : QUERY;
  return shown.replace(query, "$1?…");
}

/**
 * A password that was not escaped may have slashes in it; a port ends at one. Of HTTP, the
 * slashes before may be missing, or others.
 */
const USER =
  /(^\s*https?:[/\\]*|:\/\/)(?:[^/?]*@|[^/:?]*:(?!\d+(?:[/?#]|$)).*@)/is;

/** Those of further URLs in a text, which a host has escaped. */
const FURTHER_USERS = /(:\/\/)[^\s"/?#]*@/g;

const IS_URL = /^\s*(?:https?:|[a-z][a-z\d+.-]*:\/\/)/i;

/** The query of a text that is a URL. */
const QUERY_OF_ALL = /^([^?#]*)\?[^#]+/;

/** The queries of the URLs in a text, but not what comes after them. */
const QUERY = /(:\/\/[^\s"?#]*)\?[^\s"#]+?(?=[),.:;>\]]*(?:["#\s]|$))/g;
