// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What to type for a job. Its guide shows it in code, and what goes wrong. */
export interface Recipe {
  readonly job: string;
  readonly line: string;
  /** The name of a page in `guides`. */
  readonly guide: string;
}

const recipe = (guide: string, job: string, line: string): Recipe => ({
  guide,
  job,
  line: `afmpeg ${line}`,
});

/** The cookbook of the command, by what one has in hand. */
export const recipes: Readonly<Record<string, readonly Recipe[]>> = {
  "Look": [
    recipe("probe", "what is in a file", "probe in.mov"),
    recipe("probe", "true durations", "probe --exact in.mov"),
    recipe(
      "find-parts",
      "silence, black parts, scenes",
      "analyze --silence --black --scenes --min-sec 0.5 in.mp4",
    ),
    recipe("compare-quality", "how much was lost", "compare out.mp4 in.mp4"),
    recipe(
      "checksums",
      "are two files the same",
      "ffmpeg -v error -i in.mp4 -map 0:v -f framemd5 b.md5",
    ),
  ],
  "Video": [
    recipe(
      "phone-video",
      "a video from a phone",
      "transcode --max-height 1080 in.mov out.mp4",
    ),
    recipe(
      "web-video",
      "on all processors",
      "transcode --parts 2 in.mov parts.mp4",
    ),
    recipe(
      "codecs",
      "WebM with VP9",
      "transcode --codec vp9 --max-height 720 in.mp4 out.webm",
    ),
    recipe(
      "file-size",
      "within a size",
      "transcode --target-bytes 8MiB in.mp4 out.mp4",
    ),
    recipe(
      "social-formats",
      "upright, cropped (write 1080:1920 for 90:160)",
      `ffmpeg -i in.mp4 -vf "crop='min(iw,ih*9/16)':ih,scale=90:160" cropped.mp4`,
    ),
    recipe(
      "watermark",
      "a watermark",
      "ffmpeg -i in.mp4 -i logo.png -filter_complex overlay=W-w-8:H-h-8 " +
        "-c:a copy corner.mp4",
    ),
    recipe(
      "draw-text",
      "a title in the picture",
      "ffmpeg --mount /usr/share/fonts:ro -i in.mp4 -vf " +
        `"drawtext=text='Hello':font=DejaVu Sans:fontsize=16:fontcolor=white:` +
        `x=(w-tw)/2:y=h-th-8" -c:a copy title.mp4`,
    ),
    recipe(
      "hdr-to-sdr",
      "HDR to SDR",
      'ffmpeg -i hdr.mov -vf "scale=out_primaries=bt709:out_transfer=bt709:' +
        'out_color_matrix=bt709:out_range=tv,format=yuv420p" out.mp4',
    ),
    recipe(
      "speed",
      "twice as fast",
      "ffmpeg -i in.mp4 -vf setpts=PTS/2,fps=25 -af atempo=2 fast.mp4",
    ),
  ],
  "Cut and join": [
    recipe(
      "trim",
      "cut at a key frame",
      "trim --start 0.5 --end 1.5 in.mp4 rough.mp4",
    ),
    recipe(
      "trim",
      "cut exactly",
      "trim --start 0.5 --end 1.5 --mode smart in.mp4 smart.mp4",
    ),
    recipe(
      "join",
      "join files that are alike",
      "concat one.mp4 two.mp4 both.mp4",
    ),
    recipe(
      "join",
      "join any files",
      "concat --encode one.mp4 in.mkv mixed.mp4",
    ),
    recipe("remux", "another container", "remux in.mkv out.mp4"),
    recipe("repair", "repair a recording", "repair broken.mkv out.mkv"),
  ],
  "Pictures": [
    recipe("thumbnail", "a thumbnail", "thumbnail --best in.mp4 best.jpg"),
    recipe(
      "sprites",
      "previews on a time line",
      "sprite --every 5 --width 160 in.mp4 film.vtt",
    ),
    recipe(
      "contact-sheet",
      "all of it in one picture",
      "sheet in.mp4 sheet.png",
    ),
    recipe(
      "gif",
      "a GIF",
      "gif --start 0.5 --duration 1 --max-width 480 in.mp4 out.gif",
    ),
    recipe(
      "animated-pictures",
      "a moving WebP within a budget",
      "preview --budget 500KiB --width 320 in.mp4 " +
        "preview.webp",
    ),
    recipe(
      "convert-pictures",
      "convert a picture",
      "ffmpeg -i photo.png photo.webp",
    ),
    recipe(
      "images-to-video",
      "a video of pictures",
      "ffmpeg -framerate 10 -i scans/%04d.png -pix_fmt yuv420p out.mp4",
    ),
    recipe(
      "video-to-images",
      "pictures of a video",
      "frames --every 1 --width 320 in.mp4 frames/",
    ),
  ],
  "Sound": [
    recipe("extract-sound", "the sound of a video", "extract in.mp4 sound.m4a"),
    recipe("loudness", "how loud it is", "loudness voice.wav"),
    recipe(
      "loudness",
      "the same loudness for all",
      "normalize --lufs=-16 voice.wav even.m4a",
    ),
    recipe(
      "waveform",
      "a waveform",
      "waveform --width 400 --height 80 voice.wav wave.png",
    ),
    recipe("waveform", "peaks for a player", "waveform voice.wav peaks.json"),
    recipe(
      "spectrogram",
      "a spectrogram",
      "spectrogram --width 200 --height 100 voice.wav spectrum.png",
    ),
    recipe(
      "mix-sound",
      "music under a voice",
      'ffmpeg -i voice.wav -i music.mp3 -filter_complex "[1]volume=0.2[low];' +
        '[0][low]amix=duration=first:normalize=0" mixed.m4a',
    ),
    recipe(
      "speech",
      "for speech recognition",
      "ffmpeg -i in.mp4 -vn -ac 1 -ar 16000 -c:a pcm_s16le speech.wav",
    ),
  ],
  "Text and tags": [
    recipe(
      "subtitles",
      "subtitles beside the picture",
      "ffmpeg -i in.mp4 -i en.srt -map 0 -map 1 -c copy -c:s mov_text " +
        "-metadata:s:s:0 language=eng captions.mp4",
    ),
    recipe(
      "burn-subtitles",
      "subtitles in the picture",
      "burn --subtitles en.srt --mount /usr/share/fonts:ro in.mp4 out.mp4",
    ),
    recipe("chapters", "chapters", "chapters --from list.txt in.mp4 out.mp4"),
    recipe(
      "metadata",
      "titles and languages",
      'metadata --set title="A day" --language 1=eng in.mp4 tagged.mp4',
    ),
    recipe(
      "cover-art",
      "a cover",
      "cover --picture cover.jpg music.mp3 with-cover.mp3",
    ),
  ],
  "Streaming": [
    recipe(
      "streaming",
      "HLS in several sizes",
      "package --formats hls " +
        "in.mp4 streams/",
    ),
    recipe(
      "dash",
      "HLS and DASH",
      "package in.mp4 both/",
    ),
    recipe(
      "encrypted-hls",
      "encrypted HLS",
      "package --formats hls --key film.key " +
        "--key-uri https://example.com/keys/7 in.mp4 streams/",
    ),
    recipe(
      "pipes",
      "from a pipe into a pipe",
      "ffmpeg -i pipe:0 -c copy -f mpegts pipe:1",
    ),
  ],
  "Run": [
    recipe(
      "directories",
      "all files of a directory",
      "watch --once --to out --ending .mp4 media -- transcode --max-height 720",
    ),
    recipe(
      "progress",
      "progress as JSON",
      "run --json -- -i in.mp4 -vf scale=640:-2 other.mp4",
    ),
    recipe(
      "cancel",
      "within a time, or nothing",
      "run --timeout 30s --atomic -- -i in.mp4 -vf scale=640:-2 out.mp4",
    ),
    recipe(
      "untrusted-media",
      "a stranger's file",
      "run --timeout 60s --max-bytes 200MiB --max-memory-bytes 512MiB " +
        "--atomic -- -i in.mp4 out.mp4",
    ),
  ],
};

/** What `afmpeg help recipes` prints: those that have all `words`. */
export function recipesHelp(words: readonly string[]): string {
  const wanted = words.map((word) => word.toLowerCase());
  return Object.entries(recipes).flatMap(([group, all]) => {
    const found = all.filter(({ job, line, guide }) => {
      const text = `${group} ${job} ${line} ${guide}`.toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
    return found.map(({ job, line, guide }) =>
      `# ${group}: ${job} (guides/${guide}.md)\n${line}\n`
    );
  }).join("\n");
}
