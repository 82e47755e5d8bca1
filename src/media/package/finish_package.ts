// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { readFile } from "../../../vfs/read_file.ts";
import { writeFile } from "../../../vfs/write_file.ts";
import { type Facts, soundOf } from "../recipe/facts.ts";
import { firstSampleEnd } from "./first_sample.ts";
import {
  captionsName,
  captionsOf,
  MANIFEST,
  MASTER,
  type PackagePlan,
  titleOf,
} from "./plan_package.ts";
import {
  parsePlaylist,
  type Playlist,
  playlistText,
  quoted,
} from "./playlist.ts";

/** With what segments are encrypted: see `PackageStreamsOptions`. */
export interface StreamKey {
  /** Where players get the key: it stands in the playlists as it is given. */
  uri: string;
  /** The key: 16 bytes. */
  bytes: Uint8Array;
}

/** What is done to what ffmpeg has packaged. */
export interface Finishing {
  readonly isHls: boolean;
  readonly isDash: boolean;
  readonly key: StreamKey | undefined;
}

/** Completes a package: its playlists, key frames, captions, and encryption. */
export async function finishPackage(
  fs: Fs,
  facts: Facts,
  plan: PackagePlan,
  { isHls, isDash, key }: Finishing,
): Promise<void> {
  const folder = new Folder(fs, plan.folder!);
  const count = plan.renditions.length;
  const captions = captionsOf(facts);
  const master: string[] = [];
  for (let i = 0; i < count + plan.tracks; i++) {
    const name = `media_${i}.m3u8`;
    const playlist = parsePlaylist(await folder.text(name));
    if (!isHls) {
      await folder.remove(name);
      continue;
    }
    if (i < count && !key) {
      const text = await keyFrames(folder, playlist);
      await folder.write(`keyframes_${i}.m3u8`, text);
    }
    if (key) await encrypt(folder, playlist, key.bytes);
    const before = key
      ? [`#EXT-X-KEY:METHOD=AES-128,URI=${quoted(key.uri)}`]
      : [];
    await folder.write(name, playlistText(playlist, { before }));
    if (i < count && !key) {
      master.push(keyFramesLine(await folder.text(MASTER), i));
    }
  }
  if (isHls) {
    const seconds = facts.probe.durationSec ?? 1;
    for (const i of captions.keys()) {
      const segments = [{ seconds, name: captionsName(i) }];
      const text = playlistText({ init: "", first: 0, segments });
      await folder.write(`captions_${i}.m3u8`, text);
    }
    const text = await folder.text(MASTER);
    await folder.write(MASTER, masterText(text, facts, plan, master));
  } else await folder.remove(MASTER);
  if (isDash) {
    const text = await folder.text(MANIFEST);
    await folder.write(MANIFEST, manifestText(text, facts));
  } else await folder.remove(MANIFEST);
}

/** The files of a package. */
class Folder {
  readonly #fs: Fs;
  readonly #path: string;

  constructor(fs: Fs, path: string) {
    this.#fs = fs;
    this.#path = path;
  }

  async bytes(name: string): Promise<Uint8Array<ArrayBuffer>> {
    return await readFile(this.#fs, `${this.#path}/${name}`);
  }

  async text(name: string): Promise<string> {
    return new TextDecoder().decode(await this.bytes(name));
  }

  async write(name: string, data: string | Uint8Array): Promise<void> {
    await writeFile({ fs: this.#fs, path: `${this.#path}/${name}` }, data);
  }

  async remove(name: string): Promise<void> {
    await this.#fs.remove(`${this.#path}/${name}`);
  }
}

/** A playlist of the key frames alone, with which players show where one seeks to. */
async function keyFrames(folder: Folder, playlist: Playlist): Promise<string> {
  const ends: number[] = [];
  for (const { name } of playlist.segments) {
    const segment = await folder.bytes(name);
    ends.push(firstSampleEnd(segment) ?? segment.length);
  }
  return playlistText(playlist, {
    head: ["#EXT-X-I-FRAMES-ONLY"],
    each: (_, i) => [`#EXT-X-BYTERANGE:${ends[i]}@0`],
  });
}

function keyFramesLine(master: string, index: number): string {
  const lines = master.split("\n");
  const at = lines.findIndex((line) => line.trim() === `media_${index}.m3u8`);
  const about = lines[at - 1] ?? "";
  const pick = (name: string) =>
    new RegExp(`${name}=("[^"]*"|[^,]*)`).exec(about)?.[1];
  // The sound is not part of it.
  const codecs = pick("CODECS")?.replace(/,mp4a[^,"]*/, "");
  return `#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=${pick("BANDWIDTH") ?? 1}` +
    (codecs ? `,CODECS=${codecs}` : "") +
    `,RESOLUTION=${pick("RESOLUTION")},URI="keyframes_${index}.m3u8"`;
}

/** Encrypts segments with AES-128; the number of each is its initialization vector. */
async function encrypt(
  folder: Folder,
  { segments, first }: Playlist,
  bytes: Uint8Array,
): Promise<void> {
  const key = await crypto.subtle.importKey(
    "raw",
    new Uint8Array(bytes),
    "AES-CBC",
    false,
    ["encrypt"],
  );
  for (const [i, { name }] of segments.entries()) {
    const iv = new Uint8Array(16);
    new DataView(iv.buffer).setUint32(12, first + i);
    const data = await folder.bytes(name);
    const encrypted = await crypto.subtle.encrypt(
      { name: "AES-CBC", iv },
      key,
      data,
    );
    await folder.write(name, new Uint8Array(encrypted));
  }
}

/** The playlist of playlists, with names for sound and captions. */
function masterText(
  text: string,
  facts: Facts,
  { renditions }: PackagePlan,
  keyFrames: readonly string[],
): string {
  const count = renditions.length;
  const sound = soundOf(facts).map((stream, i) =>
    media("AUDIO", "group_A1", titleOf(stream, i), stream.language, i === 0) +
    `,URI="media_${count + i}.m3u8"`
  );
  const captions = captionsOf(facts).map((stream, i) =>
    media("SUBTITLES", "captions", titleOf(stream, i), stream.language, false) +
    `,URI="captions_${i}.m3u8"`
  );
  const streams = Array.from(
    text.matchAll(/(#EXT-X-STREAM-INF:[^\n]*)\n([^#\n]+)/g),
    ([, about, name]) => [about!.replace(/,AUDIO="[^"]*"/, ""), name!],
  ).filter(([, name]) => count === 0 || isVideo(name!, count));
  return [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    ...sound,
    ...captions,
    ...streams.flatMap(([about, name]) => [
      about +
      (sound.length > 0 && count > 0 ? ',AUDIO="group_A1"' : "") +
      (captions.length > 0 ? ',SUBTITLES="captions"' : ""),
      name!,
    ]),
    ...keyFrames,
    "",
  ].join("\n");
}

function isVideo(name: string, count: number): boolean {
  return Number(/^media_(\d+)\./.exec(name)?.[1] ?? count) < count;
}

function media(
  type: string,
  group: string,
  name: string,
  language: string | undefined,
  isDefault: boolean,
): string {
  return `#EXT-X-MEDIA:TYPE=${type},GROUP-ID="${group}",NAME=${quoted(name)}` +
    (language === undefined ? "" : `,LANGUAGE=${quoted(language)}`) +
    `,DEFAULT=${isDefault ? "YES" : "NO"},AUTOSELECT=YES`;
}

/** The manifest with the captions. */
function manifestText(text: string, facts: Facts): string {
  const sets = captionsOf(facts).map(({ language = "und" }, i) =>
    `\t\t<AdaptationSet contentType="text" lang="${xml(language)}">
\t\t\t<Representation id="captions${i}" mimeType="text/vtt" bandwidth="256">
\t\t\t\t<BaseURL>${captionsName(i)}</BaseURL>
\t\t\t</Representation>
\t\t</AdaptationSet>
`
  );
  return text.replace(/\t?<\/Period>/, (end) => `${sets.join("")}${end}`);
}

function xml(text: string): string {
  return text.replaceAll(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
