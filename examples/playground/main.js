// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { args, BlobFs, MemoryFs, peaks, Runtime } from "./afmpeg.ts";
import {
  clockText,
  drawPeaks,
  rowsOf,
  sizeText,
  summaryOf,
} from "./describe.js";
import { commandOf, recipesFor } from "./recipes.js";

/** How many lines of the log are shown. */
const LOG_LINES = 500;
const PICTURES = 5;

const page = new Proxy({}, {
  get: (_, id) => document.getElementById(id.replaceAll("_", "-")),
});

let runtime;
/** What is done with the chosen file; aborted when another one is chosen. */
let describing = new AbortController();
let running;
let input;
const urls = [];

/** Shows what went wrong, and what to do about it. */
function fail(error) {
  page.failure.hidden = false;
  page.failure.textContent = error?.message ?? `${error}`;
}

/** Fetches the engine, and shows how much has come. */
async function loadEngine() {
  const response = await fetch("ffmpeg.wasm");
  if (!response.ok) throw new Error(`No engine: status ${response.status}`);
  const total = Number(response.headers.get("content-length"));
  const chunks = [];
  let received = 0;
  for (const reader = response.body.getReader();;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    received += value.length;
    if (total > 0) page.engine_progress.value = received / total;
  }
  const bytes = await new Blob(chunks).arrayBuffer();
  page.engine_progress.removeAttribute("value");
  return await Runtime.create({ module: { bytes } });
}

/**
 * The file as a file system of its own: nothing is copied. Its name has what can stand
 * between double quotes.
 */
function mountsOf(file) {
  const name = file.name.replaceAll(/["/]/g, "_") || "file";
  return { path: `/in/${name}`, fs: new BlobFs({ [name]: file }) };
}

/** Shows what a file is. */
async function describe(file) {
  describing.abort();
  describing = new AbortController();
  const { signal } = describing;
  const { path, fs } = mountsOf(file);
  input = undefined;
  page.failure.hidden = true;
  page.job.hidden = true;
  page.description.hidden = false;
  page.name.textContent = file.name;
  page.summary.textContent = "Looking at the file…";
  page.streams.replaceChildren();
  page.pictures.replaceChildren();
  page.waveform.hidden = true;
  const options = { mounts: { "/in": fs }, signal };
  const none = new MemoryFs();
  try {
    const probe = await runtime.probe(none, path, options);
    input = { path, fs };
    page.summary.textContent = summaryOf(probe, file.size);
    page.streams.replaceChildren(...rowsOf(probe).map(rowOf));
    offer(probe.streams, path);
    const has = (type) => probe.streams.some((stream) => stream.type === type);
    if (has("video")) await showPictures(none, path, probe, options);
    if (has("audio")) {
      const wave = await peaks(runtime, none, path, {
        pixels: 960,
        ...options,
      });
      page.waveform.hidden = false;
      const { backgroundColor } = getComputedStyle(page.run);
      drawPeaks(page.waveform, wave, backgroundColor);
    }
  } catch (error) {
    if (signal.aborted) return;
    if (input === undefined) page.description.hidden = true;
    fail(error);
  }
}

function rowOf(cells) {
  const row = document.createElement("tr");
  row.append(...cells.map((text) => {
    const cell = document.createElement("td");
    cell.textContent = text;
    return cell;
  }));
  return row;
}

/** Shows pictures from all over the video. */
async function showPictures(fs, path, { durationSec = 0 }, options) {
  const count = durationSec > 1 ? PICTURES : 1;
  for (let i = 0; i < count; i++) {
    const atSec = durationSec * i / count;
    const bytes = await runtime.thumbnail(fs, path, {
      ...options,
      atSec,
      width: 160,
      format: "jpeg",
    });
    const picture = document.createElement("img");
    picture.alt = `Picture at ${clockText(atSec)}`;
    picture.src = URL.createObjectURL(new Blob([bytes]));
    picture.onload = () => URL.revokeObjectURL(picture.src);
    page.pictures.append(picture);
  }
}

/** Offers the recipes that suit the file. */
function offer(streams, path) {
  page.job.hidden = false;
  const offered = recipesFor(streams);
  page.recipe.replaceChildren(...offered.map(({ name }) => new Option(name)));
  const choose = () => {
    const recipe = offered[page.recipe.selectedIndex];
    if (recipe) page.command.value = commandOf(recipe, path);
  };
  page.recipe.onchange = choose;
  choose();
}

/** What was typed, as arguments; without the word `ffmpeg`, if it was typed as well. */
function typedArguments() {
  const text = page.command.value;
  const list = args(Object.assign([text], { raw: [text] }));
  return list[0] === "ffmpeg" ? list.slice(1) : list;
}

async function run() {
  let argv;
  try {
    argv = typedArguments();
  } catch (error) {
    return say(error.message, true);
  }
  running = new AbortController();
  const { signal } = running;
  const lines = [];
  page.log.textContent = "";
  page.results.hidden = true;
  page.files.replaceChildren();
  for (const url of urls.splice(0)) URL.revokeObjectURL(url);
  setRunning(true);
  say("Running…");
  const fs = new MemoryFs();
  const start = performance.now();
  try {
    const result = await runtime.run(fs, ["-y", ...argv], {
      mounts: { "/in": input.fs },
      signal,
      onProgress: (progress) => showProgress(progress, start),
      onLog({ text }) {
        lines.push(text);
        if (lines.length > LOG_LINES) lines.shift();
        page.log.textContent = lines.join("\n");
        page.log.scrollTop = page.log.scrollHeight;
      },
    });
    const took = ((performance.now() - start) / 1000).toFixed(1);
    if (result.success) say(`Done in ${took} s.`);
    else {
      const last = result.stderr.trim().split("\n").at(-1);
      say(`FFmpeg ended with ${result.exitCode}: ${result.hint ?? last}`, true);
      page.log_details.open = true;
    }
    await showFiles(fs);
  } catch (error) {
    if (signal.aborted) say("Cancelled.");
    else say(error.message, true);
  } finally {
    setRunning(false);
  }
}

function setRunning(isRunning) {
  page.run.disabled = isRunning;
  page.cancel.disabled = !isRunning;
  page.working.hidden = !isRunning;
  page.progress.removeAttribute("value");
  page.progress_text.textContent = "";
}

function say(text, isFailure = false) {
  page.status.textContent = text;
  page.status.classList.toggle("failed", isFailure);
}

function showProgress({ fraction, speed, totalSize }, start) {
  const parts = [];
  if (fraction !== undefined) {
    page.progress.value = fraction;
    parts.push(`${Math.round(fraction * 100)} %`);
    const elapsed = (performance.now() - start) / 1000;
    if (fraction > 0.02 && fraction < 1) {
      parts.push(`${clockText(elapsed / fraction - elapsed)} left`);
    }
  }
  if (speed !== undefined) parts.push(`${speed.toFixed(1)} × real time`);
  if (totalSize !== undefined) parts.push(sizeText(totalSize));
  page.progress_text.textContent = parts.join(" · ");
}

/** Shows every file that was written: to play, and to download. */
async function showFiles(fs) {
  for await (const { path, info } of fs.walk("/")) {
    if (info.kind !== "file" || path.startsWith("/in/")) continue;
    const bytes = await fs.readFile(path);
    const blob = new Blob([bytes], { type: typeOf(path) });
    const url = URL.createObjectURL(blob);
    urls.push(url);
    const item = document.createElement("li");
    const [kind] = blob.type.split("/");
    if (kind === "video" || kind === "audio") {
      const player = document.createElement(kind);
      player.controls = true;
      player.src = url;
      item.append(player);
    } else if (kind === "image") {
      const picture = document.createElement("img");
      picture.alt = path.slice(1);
      picture.src = url;
      item.append(picture);
    }
    const link = document.createElement("a");
    link.href = url;
    link.download = path.split("/").at(-1);
    link.textContent = `Download ${link.download} (${sizeText(blob.size)})`;
    item.append(link);
    page.files.append(item);
    page.results.hidden = false;
  }
}

const types = {
  ...{ mp4: "video/mp4", m4v: "video/mp4", webm: "video/webm" },
  ...{ mp3: "audio/mpeg", m4a: "audio/mp4", wav: "audio/wav" },
  ...{ ogg: "audio/ogg", opus: "audio/ogg", flac: "audio/flac" },
  ...{ gif: "image/gif", png: "image/png", jpg: "image/jpeg" },
  ...{ webp: "image/webp", svg: "image/svg+xml" },
};

function typeOf(path) {
  return types[path.split(".").at(-1).toLowerCase()] ??
    "application/octet-stream";
}

page.file.addEventListener("change", () => {
  const [file] = page.file.files;
  if (file) describe(file);
});
for (const type of ["dragover", "dragleave", "drop"]) {
  page.drop.addEventListener(type, (event) => {
    event.preventDefault();
    page.drop.classList.toggle("over", type === "dragover");
    const file = event.dataTransfer?.files[0];
    if (type === "drop" && file) describe(file);
  });
}
page.form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
page.cancel.addEventListener("click", () => running?.abort());

try {
  runtime = await loadEngine();
  const { stdout, stderr } = await runtime.run(new MemoryFs(), ["-version"]);
  const text = new TextDecoder().decode(stdout) || stderr;
  const [, version] = /^ffmpeg version (\S+)/.exec(text) ?? [];
  page.engine.textContent = `FFmpeg ${version ?? ""} is ready.`;
  page.app.hidden = false;
} catch (error) {
  page.engine.textContent = "The engine could not be started.";
  fail(error);
} finally {
  page.engine_progress.hidden = true;
}
