// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT
// @ts-nocheck: its packages are installed where the site is built.

import starlight from "@astrojs/starlight";
import { defineConfig, passthroughImageService } from "astro/config";
import { readFileSync } from "node:fs";

const { base, sidebar } = JSON.parse(
  readFileSync(new URL("site.json", import.meta.url), "utf8"),
);

export default defineConfig({
  base,
  // Pictures are made in the form in which they are shown.
  image: { service: passthroughImageService() },
  integrations: [
    starlight({
      title: "afmpeg",
      sidebar,
      customCss: ["./src/styles.css"],
      // What is wrapped needs no scrolling, by touch or by keys.
      expressiveCode: { defaultProps: { wrap: true } },
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
      // Who made the site and when does not belong on its pages.
      credits: false,
      lastUpdated: false,
    }),
  ],
  telemetry: false,
});
