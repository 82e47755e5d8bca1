// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What the generator reads beside the pages. As texts, because the packages that they
 * import are there only where the site is built.
 */
export const configs: Readonly<Record<string, string>> = {
  "astro.config.mjs": `
import starlight from "@astrojs/starlight";
import { defineConfig, passthroughImageService } from "astro/config";
import site from "./site.json" with { type: "json" };

export default defineConfig({
  base: site.base,
  // Pictures are made in the form in which they are shown.
  image: { service: passthroughImageService() },
  integrations: [
    starlight({
      title: "afmpeg",
      sidebar: site.sidebar,
      customCss: ["./src/styles.css"],
      // What is wrapped needs no scrolling, by touch or by keys.
      expressiveCode: { defaultProps: { wrap: true } },
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
    }),
  ],
});
`,
  "src/content.config.mjs": `
import { docsLoader } from "@astrojs/starlight/loaders";
import { docsSchema } from "@astrojs/starlight/schema";
import { defineCollection } from "astro:content";

export const collections = {
  docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }),
};
`,
};
