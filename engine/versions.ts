/** A source package of Debian, pinned. */
export interface Source {
  /** Name and version, as `apt-get source` takes them. */
  readonly package: string;
  /** The folder that it unpacks to. */
  readonly folder: string;
  /** The files that it consists of, with their SHA-256. */
  readonly files: Readonly<Record<string, string>>;
}

/** The name of a pinned source. */
export type SourceName = "ffmpeg" | "x264" | "zlib";

/** Everything that is built, at the versions that it is built at. */
export const sources: Readonly<Record<SourceName, Source>> = {
  ffmpeg: {
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

/** The Debian packages that the recipe is carried out with. */
export const tools: readonly string[] = [
  "bc",
  "clang-19",
  "dpkg-dev",
  "gcc",
  "libclang-rt-19-dev-wasm32",
  "lld-19",
  "llvm-19",
  "make",
  "pkg-config",
  "wasi-libc",
  "xz-utils",
];

/** A kind of engine: what it consists of, and so which licence it is under. */
export interface Variant {
  readonly license: string;
  readonly sources: readonly SourceName[];
}

/** The name of a kind of engine. */
export type VariantName = "lgpl" | "gpl";

/** The engines that can be built. */
export const variants: Readonly<Record<VariantName, Variant>> = {
  lgpl: { license: "LGPL-2.1-or-later", sources: ["zlib", "ffmpeg"] },
  gpl: { license: "GPL-2.0-or-later", sources: ["zlib", "x264", "ffmpeg"] },
};
