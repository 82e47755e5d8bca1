// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import config from "../../deno.json" with { type: "json" };

/** The version of the package. */
export const version: string = config.version;
