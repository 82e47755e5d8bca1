// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A pinned Debian source package. */
export interface Source {
  /** Name and version, as `apt-get source` takes them. */
  readonly package: string;
  /** The folder that it unpacks to. */
  readonly folder: string;
  /** Its files, with their SHA-256. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * The Debian suites that may have it, if not the machine's. Only the original archive
   * is used of them: Debian's changes to it have version numbers that come and go.
   */
  readonly suites?: string;
}

/** A version of FFmpeg that can be built. */
export type FfmpegVersion = "5.1" | "7.1" | "8.1" | "9.0";

/** The source of a version of FFmpeg. */
export interface FfmpegSource extends Source {
  /** Whether its command line tool needs threads: see `threads/`. */
  readonly threads: boolean;
  /** What is built instead once Debian drops it. */
  readonly next?: FfmpegVersion;
}

/** The versions of FFmpeg. */
export const ffmpegVersions: Readonly<Record<FfmpegVersion, FfmpegSource>> = {
  "5.1": {
    package: "ffmpeg=7:5.1.9-0+deb12u1",
    folder: "ffmpeg-5.1.9",
    files: {
      "ffmpeg_5.1.9-0+deb12u1.dsc":
        "055f82fca9a92f1d47216be2c2488d09373c7ca154806fbc36b0127c191d5104",
      "ffmpeg_5.1.9-0+deb12u1.debian.tar.xz":
        "71b20472ecd2764bc98e3229d34c0f7c8dcfe4a6cbacc23fd5604c23bac04632",
      "ffmpeg_5.1.9.orig.tar.xz":
        "d9b593bb2ba93d4b50f74177e0cdcd41747e708596367deed0c30348a71dd176",
    },
    threads: false,
  },
  "7.1": {
    ...upstream(
      "7.1.5",
      "de668509caf9e35e3cd162473441fdb29538c6d96ed080292b3cf9e6fc5d558f",
    ),
    next: "5.1",
  },
  "8.1": {
    ...upstream(
      "8.1.2",
      "464beb5e7bf0c311e68b45ae2f04e9cc2af88851abb4082231742a74d97b524c",
    ),
    next: "7.1",
  },
  "9.0": {
    ...upstream(
      "9.0.2",
      "8c3850283eb25fa026482078a04051e0be17347b09ef81a0849bec15a96e002e",
    ),
    next: "8.1",
  },
};

/** The version that is built by default. */
export const currentVersion: FfmpegVersion = "8.1";

/** FFmpeg's own archive of a version from 7 on. */
function upstream(version: string, sha256: string) {
  return {
    package: `ffmpeg=${version}`,
    folder: `ffmpeg-${version}`,
    files: { [`ffmpeg_${version}.orig.tar.xz`]: sha256 },
    suites: "trixie testing unstable",
    threads: true,
  } as const;
}

/** The name of a library that FFmpeg is built with. */
export type LibraryName =
  | "chromaprint"
  | "cxx"
  | "freetype"
  | "harfbuzz"
  | "kvazaar"
  | "lame"
  | "openh264"
  | "opus"
  | "rubberband"
  | "svtav1"
  | "vpx"
  | "x264"
  | "x265"
  | "zimg"
  | "zlib";

/** The libraries, at their pinned versions. */
export const sources: Readonly<Record<LibraryName, Source>> = {
  chromaprint: {
    package: "chromaprint=1.5.1",
    folder: "chromaprint-1.5.1",
    files: {
      "chromaprint_1.5.1.orig.tar.gz":
        "a1aad8fa3b8b18b78d3755b3767faff9abb67242e01b478ec9a64e190f335e1c",
    },
    suites: "trixie",
  },
  cxx: {
    package: "emscripten=3.1.69+dfsg",
    folder: "emscripten-3.1.69",
    files: {
      "emscripten_3.1.69+dfsg.orig.tar.xz":
        "394804c47d38ca3f1fa37b0b12beba60c2b03e6d7d3140a4e658b6dc6fee4481",
    },
    suites: "trixie",
  },
  freetype: {
    package: "freetype=2.12.1+dfsg-5+deb12u4",
    folder: "freetype-2.12.1+dfsg",
    files: {
      "freetype_2.12.1+dfsg-5+deb12u4.dsc":
        "eead829b4bc79107e8e79c4da006110dffe264f9d48b3ba02f76cf7e84b64389",
      "freetype_2.12.1+dfsg-5+deb12u4.debian.tar.xz":
        "c625a97a78e4c74acd32e5b63b3973c9ea8a5c3d7b7f8f7c02def4421589c61b",
      "freetype_2.12.1+dfsg.orig.tar.xz":
        "7dedb6b9adf331559daea614a83b8de42a753e685ec8e1c4bdb4529eb880b0d1",
      "freetype_2.12.1+dfsg.orig-ft2demos.tar.xz":
        "ce729d97f166a919a6a3037c949af01d5d6e1783614024d72683153f0bc5ef05",
      "freetype_2.12.1+dfsg.orig-ft2demos.tar.xz.asc":
        "0303e45fe1dc659f14353c276ac0ea1025b30e19ac8138c52d5df79b55726f14",
      "freetype_2.12.1+dfsg.orig-ft2docs.tar.xz":
        "6664a32e4eedaa89f45422c1150e32da46fd301c972cbfd19d2dcc6dd96f07d1",
      "freetype_2.12.1+dfsg.orig-ft2docs.tar.xz.asc":
        "e686683830c782c30cdd83278c8d5ed7ab930ae7d548682565b706322f44007f",
    },
  },
  harfbuzz: {
    package: "harfbuzz=6.0.0+dfsg-3",
    folder: "harfbuzz-6.0.0+dfsg",
    files: {
      "harfbuzz_6.0.0+dfsg-3.dsc":
        "a03b89402656feb6e9b1439f69b55f3cfbd7b1c70a71e18819f0396d1a6fd607",
      "harfbuzz_6.0.0+dfsg-3.debian.tar.xz":
        "0cabb3f1910d66d84967d65e4eaef9aa5b056e4d279ba46444d3f9c3e25a96ac",
      "harfbuzz_6.0.0+dfsg.orig.tar.xz":
        "89266cb363e49b6aa999eda04ca25b0d234a69ad9304679631371f4697652368",
    },
  },
  kvazaar: {
    package: "kvazaar=2.3.2",
    folder: "kvazaar-2.3.2",
    files: {
      "kvazaar_2.3.2.orig.tar.gz":
        "b95d2e20f2b0d8d7ed320055740be2e7a730abe28b153b5a788cfca371cc38b2",
    },
    suites: "testing unstable",
  },
  lame: {
    package: "lame=3.100-6",
    folder: "lame-3.100",
    files: {
      "lame_3.100-6.dsc":
        "6a402771625fa80785a2b904697ba9c7e74a1ee4fa536354e9e88f08e2a4073b",
      "lame_3.100-6.debian.tar.xz":
        "35c6af528d139737c8beede450ad99fe0c1f1764455d23321038b5c4a2b4574c",
      "lame_3.100.orig.tar.gz":
        "ddfe36cab873794038ae2c1210557ad34857a4b6bdc515785d1da9e175b1da1e",
    },
  },
  openh264: {
    package: "openh264=2.3.1+dfsg-3+deb12u2",
    folder: "openh264-2.3.1+dfsg",
    files: {
      "openh264_2.3.1+dfsg-3+deb12u2.dsc":
        "ab0232d6f1cba01441fde3785a50923839a99bd9ce7abbe8d377e282a72315c8",
      "openh264_2.3.1+dfsg-3+deb12u2.debian.tar.xz":
        "8d749166ec936dd757eed56a3157167bee5ab95511d5726cc2d87ffca2069bb0",
      "openh264_2.3.1+dfsg.orig.tar.xz":
        "87124d0eb5d86ea78c59bab916ecdc3d9dfa752ce6bf73a609bbb98db7d96383",
    },
  },
  opus: {
    package: "opus=1.3.1-3",
    folder: "opus-1.3.1",
    files: {
      "opus_1.3.1-3.dsc":
        "c373ac82a1afb824819618c12e279ee47b6ac2fa18083b9ef2bb9e8e9e588419",
      "opus_1.3.1-3.debian.tar.xz":
        "f4a145f0d5b9140106396fc0b0c515b1c3abd59f2aa5fb62b36b69886aa411bc",
      "opus_1.3.1.orig.tar.gz":
        "65b58e1e25b2a114157014736a3d9dfeaad8d41be1c8179866f144a2fb44ff9d",
    },
  },
  rubberband: {
    package: "rubberband=3.3.0+dfsg",
    folder: "rubberband-3.3.0",
    files: {
      "rubberband_3.3.0+dfsg.orig.tar.xz":
        "ff6813185ff047abbc48e08ca76d88b22b92928a2ea17dce66f446bcb19a004d",
    },
    suites: "trixie",
  },
  svtav1: {
    package: "svt-av1=2.3.0+dfsg",
    folder: "SVT-AV1-v2.3.0",
    files: {
      "svt-av1_2.3.0+dfsg.orig.tar.xz":
        "815e88cc539c41b8ebd1a6f362f82ab510147635fc6c3edfa35edcfbed302cd8",
    },
    suites: "trixie",
  },
  vpx: {
    package: "libvpx=1.12.0-1+deb12u5",
    folder: "libvpx-1.12.0",
    files: {
      "libvpx_1.12.0-1+deb12u5.dsc":
        "97b094daf6095e91b43328473e03354fbd4eece0ef697398a8290bf1017657f7",
      "libvpx_1.12.0-1+deb12u5.debian.tar.xz":
        "35cfacecb71f4c4ddfbb29b53b68fb7e82f1e86e28b67327c72683715c5e22f4",
      "libvpx_1.12.0.orig.tar.gz":
        "f1acc15d0fd0cb431f4bf6eac32d5e932e40ea1186fe78e074254d6d003957bb",
    },
  },
  x264: {
    package: "x264=2:0.164.3095+gitbaee400-3",
    folder: "x264-0.164.3095+gitbaee400",
    files: {
      "x264_0.164.3095+gitbaee400-3.dsc":
        "ff07057854b87d9b6751e2de93bb131739faff3ac079f35db2a371e89e876f2a",
      "x264_0.164.3095+gitbaee400-3.debian.tar.xz":
        "4980a5595db7465c8035e872d31e0eedd98dea936c1601f1cc338433eaff96b7",
      "x264_0.164.3095+gitbaee400.orig.tar.gz":
        "8b237e94b08c196a1da22f2f25875f10be4cff3648df4eeff21e00da8f683fc2",
    },
  },
  x265: {
    package: "x265=3.5-2",
    folder: "x265-3.5",
    files: {
      "x265_3.5-2.dsc":
        "718fea5fdb221871d1d53f74365d429ee9917040586259d32c6fb6183736d87b",
      "x265_3.5-2.debian.tar.xz":
        "47a111b9c3e7fd95e4e3e5db43aeb7019a4031820a80badc6dea5c5719de9264",
      "x265_3.5.orig.tar.gz":
        "e70a3335cacacbba0b3a20ec6fecd6783932288ebc8163ad74bcc9606477cae8",
    },
  },
  zimg: {
    package: "zimg=3.0.4+ds1-1",
    folder: "zimg-3.0.4+ds1",
    files: {
      "zimg_3.0.4+ds1-1.dsc":
        "ea5d53317cc534e15f6ef21764c8a1fe0a38620a5db948763cef2f8e879c6f67",
      "zimg_3.0.4+ds1-1.debian.tar.xz":
        "4d62f65b5f236da02fc45683ce00a006ad5203a604cd5ef4385720a78078b160",
      "zimg_3.0.4+ds1.orig.tar.xz":
        "19266d15ffb2f4b36835878ac776c746664725227ac3d10ec5e415a55765cf06",
    },
  },
  zlib: {
    package: "zlib=1:1.2.13.dfsg-1",
    folder: "zlib-1.2.13.dfsg",
    files: {
      "zlib_1.2.13.dfsg-1.dsc":
        "3fa1e6b2fc525062aa88207dda52fed8e045373c809d362fe8a2bfbf7cf515a8",
      "zlib_1.2.13.dfsg-1.debian.tar.xz":
        "f66cf3d4f2d7defcd4d1fd1fb0a11ee39f1e01b42ec7d059c9dc5c1695133c44",
      "zlib_1.2.13.dfsg.orig.tar.bz2":
        "71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1",
    },
  },
};

/** The Debian packages that the recipe needs. */
export const tools: readonly string[] = [
  "bc",
  "ccache",
  "clang-19",
  "dpkg-dev",
  "gcc",
  "libc++-19-dev-wasm32",
  "libclang-rt-19-dev-wasm32",
  "lld-19",
  "llvm-19",
  "make",
  "pkg-config",
  "wasi-libc",
  "xz-utils",
];

/** A kind of engine: its libraries, and so its licence. */
export interface Variant {
  readonly license: "LGPL-2.1-or-later" | "GPL-2.0-or-later";
  readonly libraries: readonly LibraryName[];
}

/** The name of a kind of engine. */
export type VariantName = "lgpl" | "gpl" | "lgpl-lean" | "gpl-lean" | "full";

/** The libraries of all engines that are not lean. */
const common: readonly LibraryName[] = [
  "zlib",
  "lame",
  "opus",
  "vpx",
  "freetype",
  "harfbuzz",
];

/** The engines that can be built. */
export const variants: Readonly<Record<VariantName, Variant>> = {
  "lgpl": { license: "LGPL-2.1-or-later", libraries: common },
  "gpl": { license: "GPL-2.0-or-later", libraries: [...common, "x264"] },
  "lgpl-lean": { license: "LGPL-2.1-or-later", libraries: ["zlib"] },
  "gpl-lean": { license: "GPL-2.0-or-later", libraries: ["zlib", "x264"] },
  "full": {
    license: "GPL-2.0-or-later",
    libraries: [
      ...common,
      ...["x264", "cxx", "x265", "svtav1", "openh264", "kvazaar"] as const,
      ...["zimg", "rubberband", "chromaprint"] as const,
    ],
  },
};
