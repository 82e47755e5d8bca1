// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { ComponentList } from "./components.ts";

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

/**
 * How the threads of an engine run: in turns in one thread of the host, or each in one of its
 * own.
 */
export type Threads = "green" | "real";

/** The source of a library. */
export interface LibrarySource extends Source {
  /**
   * What it is built from once Debian drops this.
   *
   * @default the original archive alone, where Debian's changes to it are used as well
   */
  readonly next?: Source;
}

/** A version of FFmpeg that can be built. */
export type FfmpegVersion = "8.1" | "9.0";

/** The source of a version of FFmpeg. */
export interface FfmpegSource extends Source {
  /** What is built instead once Debian drops it. */
  readonly next?: FfmpegVersion;
}

/** The versions of FFmpeg. */
export const ffmpegVersions: Readonly<Record<FfmpegVersion, FfmpegSource>> = {
  "8.1": upstream(
    "8.1.2",
    "464beb5e7bf0c311e68b45ae2f04e9cc2af88851abb4082231742a74d97b524c",
  ),
  "9.0": {
    ...upstream(
      "9.0.2",
      "8c3850283eb25fa026482078a04051e0be17347b09ef81a0849bec15a96e002e",
    ),
    next: "8.1",
  },
};

/** The version that is built by default. */
export const currentVersion: FfmpegVersion = "9.0";

/** FFmpeg's own archive of a version. */
function upstream(version: string, sha256: string) {
  return {
    package: `ffmpeg=${version}`,
    folder: `ffmpeg-${version}`,
    files: { [`ffmpeg_${version}.orig.tar.xz`]: sha256 },
    suites: "trixie testing unstable",
  } as const;
}

/** The name of a library that FFmpeg is built with. */
export type LibraryName =
  | "ass"
  | "chromaprint"
  | "cxx"
  | "dav1d"
  | "freetype"
  | "fribidi"
  | "harfbuzz"
  | "kvazaar"
  | "lame"
  | "ogg"
  | "openh264"
  | "openjpeg"
  | "opus"
  | "rubberband"
  | "soxr"
  | "sse"
  | "svtav1"
  | "theora"
  | "unibreak"
  | "vidstab"
  | "vorbis"
  | "vpx"
  | "webp"
  | "x264"
  | "x265"
  | "xml2"
  | "zimg"
  | "zlib";

/** The source of libc++abi, and of headers. */
const emscripten: Source = {
  package: "emscripten=3.1.69+dfsg",
  folder: "emscripten-3.1.69",
  files: {
    "emscripten_3.1.69+dfsg.orig.tar.xz":
      "394804c47d38ca3f1fa37b0b12beba60c2b03e6d7d3140a4e658b6dc6fee4481",
  },
  suites: "trixie",
};

/** The libraries, at their pinned versions. */
export const sources: Readonly<Record<LibraryName, LibrarySource>> = {
  ass: {
    package: "libass=1:0.17.1-1",
    folder: "libass-0.17.1",
    files: {
      "libass_0.17.1-1.dsc":
        "0e2eb1006f5fc9ecbec4cea66cad9047dd12b6fb9fae20394de0eb80b2de365f",
      "libass_0.17.1-1.debian.tar.xz":
        "277581e18b2ee091f338f81d1645da5bf774097e0d1ba669dee8556992ea5869",
      "libass_0.17.1.orig.tar.gz":
        "d653be97198a0543c69111122173c41a99e0b91426f9e17f06a858982c2fb03d",
    },
  },
  chromaprint: {
    package: "chromaprint=1.5.1",
    folder: "chromaprint-1.5.1",
    files: {
      "chromaprint_1.5.1.orig.tar.gz":
        "a1aad8fa3b8b18b78d3755b3767faff9abb67242e01b478ec9a64e190f335e1c",
    },
    suites: "trixie",
    next: {
      package: "chromaprint=1.5.1",
      folder: "chromaprint-1.5.1",
      files: {
        "chromaprint_1.5.1.orig.tar.gz":
          "a1aad8fa3b8b18b78d3755b3767faff9abb67242e01b478ec9a64e190f335e1c",
      },
    },
  },
  cxx: emscripten,
  dav1d: {
    package: "dav1d=1.5.1",
    folder: "dav1d-1.5.1",
    files: {
      "dav1d_1.5.1.orig.tar.xz":
        "401813f1f89fa8fd4295805aa5284d9aed9bc7fc1fdbe554af4292f64cbabe21",
    },
    suites: "trixie testing unstable",
    next: {
      package: "dav1d=1.0.0",
      folder: "dav1d-1.0.0",
      files: {
        "dav1d_1.0.0.orig.tar.xz":
          "51737db7e4897e599684f873a4725176dd3c779e639411d7c4fce134bb5ebb82",
      },
    },
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
  fribidi: {
    package: "fribidi=1.0.8-2.1",
    folder: "fribidi-1.0.8",
    files: {
      "fribidi_1.0.8-2.1.dsc":
        "7efd56752103ca3ea6190bbc3ee49b613bc131cd7551fb64c6e9d233d4496553",
      "fribidi_1.0.8-2.1.debian.tar.xz":
        "7e80ba37a8ef1ce98c73a888b56a3f1192fbd0f43c46b626026106065bd2993a",
      "fribidi_1.0.8.orig.tar.bz2":
        "94c7b68d86ad2a9613b4dcffe7bbeb03523d63b5b37918bdf2e4ef34195c1e6c",
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
  ogg: {
    package: "libogg=1.3.5-3",
    folder: "libogg-1.3.5",
    files: {
      "libogg_1.3.5-3.dsc":
        "dd0bac7c6961f95290250f82940aba93582edc3924372afc8fd310af5db995a0",
      "libogg_1.3.5-3.debian.tar.xz":
        "980cc7c95d72d2a9c56cf9d602b8296c6551528890f28fee6769b801ea0e54f3",
      "libogg_1.3.5.orig.tar.xz":
        "c4d91be36fc8e54deae7575241e03f4211eb102afb3fc0775fbbc1b740016705",
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
  openjpeg: {
    package: "openjpeg2=2.5.0-2+deb12u3",
    folder: "openjpeg2-2.5.0",
    files: {
      "openjpeg2_2.5.0-2+deb12u3.dsc":
        "f570a7c10d36f2d5b2553941e7821ed88d1cf7a93f9c49e7f6099e53f4491f47",
      "openjpeg2_2.5.0-2+deb12u3.debian.tar.xz":
        "36dedb0ca4c1659c173feac97c19b31985656f4cd112b1a4d54d54bc4133ad37",
      "openjpeg2_2.5.0.orig.tar.xz":
        "007e19d772c8b6b22e35379630b06ff3549e49ba719d96453607a36ad7b4de73",
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
  soxr: {
    package: "libsoxr=0.1.3-4",
    folder: "libsoxr-0.1.3",
    files: {
      "libsoxr_0.1.3-4.dsc":
        "ce1af0b2dda238ffb7ad2ccea606d132d4153a2bf1b63994fcebc7e0a8db8970",
      "libsoxr_0.1.3-4.debian.tar.xz":
        "ae691692ccee841407c2fc7ebb2f25908ccd0adb256cf55944c71325cef14e71",
      "libsoxr_0.1.3.orig.tar.xz":
        "b111c15fdc8c029989330ff559184198c161100a59312f5dc19ddeb9b5a15889",
    },
  },
  sse: emscripten,
  svtav1: {
    package: "svt-av1=2.3.0+dfsg",
    folder: "SVT-AV1-v2.3.0",
    files: {
      "svt-av1_2.3.0+dfsg.orig.tar.xz":
        "815e88cc539c41b8ebd1a6f362f82ab510147635fc6c3edfa35edcfbed302cd8",
    },
    suites: "trixie",
  },
  theora: {
    package: "libtheora=1.1.1+dfsg.1-16.1+deb12u1",
    folder: "libtheora-1.1.1+dfsg.1",
    files: {
      "libtheora_1.1.1+dfsg.1-16.1+deb12u1.dsc":
        "392b9f1671608285ee7c2f3a029d4a2f946bd8ffc2c36d416ba844a51377bc9f",
      "libtheora_1.1.1+dfsg.1-16.1+deb12u1.debian.tar.xz":
        "74c94d998a9041aaf457105f4fbc45b57644b21542c0136127da8d2e940c6e76",
      "libtheora_1.1.1+dfsg.1.orig.tar.gz":
        "c59b0f07a7314dfe2ade15c41bc9f637f8a450fc6b340af61b81760629f28f90",
    },
  },
  unibreak: {
    package: "libunibreak=6.1",
    folder: "libunibreak-libunibreak_6_1",
    files: {
      "libunibreak_6.1.orig.tar.gz":
        "890674996168ef5ba143d80d49ab8b61594a4eb70198dcac76caf6e1bd264a41",
    },
    suites: "trixie testing unstable",
  },
  vidstab: {
    package: "libvidstab=1.1.0-2",
    folder: "libvidstab-1.1.0",
    files: {
      "libvidstab_1.1.0-2.dsc":
        "fe500228434c80b7dc3798552a3c4023b1d086eeb18ce8d111f460e608972526",
      "libvidstab_1.1.0-2.debian.tar.xz":
        "c7a8ff87c37d68666c69f589929de5d25383f4932b6629af674c60e94f7e2ea6",
      "libvidstab_1.1.0.orig.tar.gz":
        "14d2a053e56edad4f397be0cb3ef8eb1ec3150404ce99a426c4eb641861dc0bb",
    },
  },
  vorbis: {
    package: "libvorbis=1.3.7-1",
    folder: "libvorbis-1.3.7",
    files: {
      "libvorbis_1.3.7-1.dsc":
        "b25d27beb9162607c95cf58aa2b764d110bd1a1568d3926a96c523320b49171f",
      "libvorbis_1.3.7-1.debian.tar.xz":
        "c5c40944a3fc1cdd1ce019ef21f580ce5ed3b9f30e0cba7b3d859e8d9fea631f",
      "libvorbis_1.3.7.orig.tar.gz":
        "0e982409a9c3fc82ee06e08205b1355e5c6aa4c36bca58146ef399621b0ce5ab",
    },
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
  webp: {
    package: "libwebp=1.5.0",
    folder: "libwebp-1.5.0",
    files: {
      "libwebp_1.5.0.orig.tar.gz":
        "7d6fab70cf844bf6769077bd5d7a74893f8ffd4dfb42861745750c63c2a5c92c",
    },
    suites: "trixie testing unstable",
    next: {
      package: "libwebp=1.2.4",
      folder: "libwebp-1.2.4",
      files: {
        "libwebp_1.2.4.orig.tar.gz":
          "0a91953cc63b118b9553649de48a2d0731e668690b1f5f0189468fe892fa2c1a",
      },
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
  xml2: {
    package: "libxml2=2.9.14+dfsg-1.3~deb12u6",
    folder: "libxml2-2.9.14+dfsg",
    files: {
      "libxml2_2.9.14+dfsg-1.3~deb12u6.dsc":
        "d86ce3efb1b75d2781f72f5cdd187474c148a915d610295c85162681bb070a65",
      "libxml2_2.9.14+dfsg-1.3~deb12u6.debian.tar.xz":
        "f33a99a0018cbb94aadc3bf26661e401cb90dff856aa170faf7239151ee9b9ac",
      "libxml2_2.9.14+dfsg.orig.tar.xz":
        "4fe913dec8b1ab89d13b489b419a8203176ea39e931eaa0d25b17eafb9c279e9",
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

/** The source of the libc that engines with real threads have: Debian builds it without. */
export const libcSource: Source = {
  package: "wasi-libc=0.0~git20220510.9886d3d-2",
  folder: "wasi-libc-0.0~git20220510.9886d3d",
  files: {
    "wasi-libc_0.0~git20220510.9886d3d-2.dsc":
      "3405fb077e79bf9a3aba06b2523eefbd12079494649d511545a27b3e4f3d307c",
    "wasi-libc_0.0~git20220510.9886d3d-2.debian.tar.xz":
      "d29dd149f8e2cd8ac72952801a3b03ead259d90c164bf51c8aa0daf1cee64476",
    "wasi-libc_0.0~git20220510.9886d3d.orig.tar.xz":
      "8f9b802736a856942839d32966937c389f46e9f156415a549a6675b7535e5f74",
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
  /**
   * What it contains of FFmpeg's own components, if not all: a list in `components.ts`.
   */
  readonly components?: ComponentList;
}

/** The name of a kind of engine. */
export type VariantName =
  | "lgpl"
  | "gpl"
  | "full"
  | "lgpl-lean"
  | "gpl-lean"
  | "audio"
  | "images"
  | "remux";

/** The libraries of lean engines: what it takes to read and write pictures of the web. */
const lean: readonly LibraryName[] = ["zlib", "dav1d", "sse", "webp"];

/** The libraries of all engines that are not lean. */
const common: readonly LibraryName[] = [
  "zlib",
  "lame",
  "opus",
  "sse",
  "vpx",
  "freetype",
  "harfbuzz",
  "dav1d",
  "webp",
  "unibreak",
  "fribidi",
  "ass",
  "xml2",
  "ogg",
  "vorbis",
  "theora",
  "soxr",
];

/** Those of `gpl`. */
const gpl: readonly LibraryName[] = [...common, "x264", "vidstab"];

/** The engines that can be built. */
export const variants: Readonly<Record<VariantName, Variant>> = {
  "lgpl": {
    license: "LGPL-2.1-or-later",
    libraries: [...common, "cxx", "openh264", "kvazaar"],
  },
  "gpl": { license: "GPL-2.0-or-later", libraries: gpl },
  "full": {
    license: "GPL-2.0-or-later",
    libraries: [
      ...gpl,
      ...["cxx", "x265", "svtav1", "openh264", "kvazaar", "zimg"] as const,
      ...["rubberband", "chromaprint", "openjpeg"] as const,
    ],
  },
  "lgpl-lean": {
    license: "LGPL-2.1-or-later",
    libraries: lean,
    components: "lean",
  },
  "gpl-lean": {
    license: "GPL-2.0-or-later",
    libraries: [...lean, "x264"],
    components: "lean",
  },
  "audio": {
    license: "LGPL-2.1-or-later",
    libraries: ["zlib", "lame", "opus", "ogg", "vorbis", "soxr"],
    components: "audio",
  },
  "images": {
    license: "LGPL-2.1-or-later",
    libraries: [...lean, "openjpeg"],
    components: "images",
  },
  "remux": {
    license: "LGPL-2.1-or-later",
    libraries: ["zlib"],
    components: "remux",
  },
};
