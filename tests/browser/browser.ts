// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import puppeteer, { type Browser } from "puppeteer-core";

/** The browsers of Debian that are tested. */
export const browsers = {
  Chromium: { browser: "chrome", executablePath: "/usr/bin/chromium" },
  Firefox: { browser: "firefox", executablePath: "/usr/bin/firefox-esr" },
} as const;

/** Starts a browser without a window. It is closed when it is disposed of. */
export async function startBrowser(
  name: keyof typeof browsers,
): Promise<Browser & AsyncDisposable> {
  return await puppeteer.launch({
    ...browsers[name],
    headless: true,
    // It must not look for anything outside of this machine.
    args: name === "Chromium"
      ? [
        ...["--no-sandbox", "--disable-gpu", "--disable-quic"],
        ...["--no-first-run", "--disable-background-networking"],
        ...["--disable-component-update", "--disable-sync"],
      ]
      : [],
    // Two busy cores may take long for anything.
    timeout: 120_000,
    protocolTimeout: 300_000,
  }) as Browser & AsyncDisposable;
}

/** Headers that isolate a page, so that it has shared memory. */
export const isolated = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
