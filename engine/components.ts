// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Components of FFmpeg by kind, as `configure` names them; `*` stands for any letters. */
export type Components = Readonly<Record<string, string>>;

/** What is left out of FFmpeg, and why. */
export interface Exclusion {
  readonly components: Components;
  readonly why: string;
  /** The components of libraries with any of which it is left in. */
  readonly unless?: readonly string[];
}

/**
 * What no engine has, of what `configure` would build: it drops by itself what needs a
 * library that is not there.
 */
export const exclusions: readonly Exclusion[] = [
  {
    components: { decoder: "av1" },
    why: "it only directs hardware; libdav1d decodes AV1",
  },
  {
    components: { decoder: "libopenh264" },
    why: "FFmpeg's own decoder of H.264 decodes more",
  },
  {
    components: { filter: "hwdownload hwmap hwupload" },
    why: "they need hardware",
  },
  {
    components: { muxer: "rtp rtp_mpegts", protocol: "prompeg" },
    why: "they need a network",
  },
  {
    components: { muxer: "avif" },
    why: "nothing encodes AV1",
    unless: ["libaom_av1", "librav1e", "libsvtav1"],
  },
  {
    components: { muxer: "webp" },
    why: "nothing encodes WebP",
    unless: ["libwebp"],
  },
  {
    components: { demuxer: "image_jpegxl_pipe jpegxl_anim" },
    why: "nothing decodes JPEG XL",
    unless: ["libjxl"],
  },
  {
    components: { demuxer: "image_jpegxs_pipe" },
    why: "nothing decodes JPEG XS",
    unless: ["libsvtjpegxs"],
  },
  {
    components: { demuxer: "image_svg_pipe" },
    why: "nothing draws SVG",
    unless: ["librsvg"],
  },
  {
    components: {
      demuxer: "codec2 codec2raw",
      muxer: "codec2 codec2raw",
    },
    why: "nothing decodes or encodes Codec 2",
    unless: ["libcodec2"],
  },
];

/** Engines that contain only a part of FFmpeg's own components. */
export type ComponentList = "lean" | "audio" | "images" | "remux";

/** What these contain. */
export const componentLists: Readonly<Record<ComponentList, Components>> = {
  /** What is in common use. */
  lean: {
    decoder: `
      aac aac_latm ac3 adpcm_g722 adpcm_ima_qt adpcm_ima_wav adpcm_ms adpcm_swf
      adpcm_yamaha alac amrnb amrwb ape apng ass bmp cinepak dca dnxhd dvbsub
      dvdsub dvvideo eac3 ffv1 ffvhuff flac flashsv flv g723_1 g729 gif gsm gsm_ms
      h261 h263 h263i h263p h264 hevc huffyuv indeo3 indeo4 indeo5 jpeg2000 jpegls
      mjpeg mjpegb mlp movtext mp1 mp1float mp2 mp2float mp3 mp3float mpeg1video
      mpeg2video mpeg4 mpegvideo msmpeg4v1 msmpeg4v2 msmpeg4v3 msrle msvideo1 opus
      pam pbm pcm_* pcx pgm pgmyuv pgssub png ppm prores qdm2 qoi qtrle rawvideo
      realtext rv10 rv20 rv30 rv40 sami speex srt ssa subrip subviewer svq1 svq3
      targa text theora tiff truehd tta utvideo v210 vc1 vorbis vp3 vp4 vp5 vp6
      vp6a vp6f vp7 vp8 vp9 wavpack webp webvtt wmalossless wmapro wmav1 wmav2
      wmavoice wmv1 wmv2 wmv3 wrapped_avframe xsub yuv4 zlib`,
    encoder: `
      aac ac3 adpcm_g722 adpcm_ima_qt adpcm_ima_wav adpcm_ms alac apng ass bmp cinepak dnxhd
      dvbsub dvdsub dvvideo eac3 ffv1 ffvhuff flac flv g723_1 gif h261 h263 h263p
      huffyuv jpeg2000 jpegls ljpeg mjpeg movtext mp2 mpeg1video mpeg2video mpeg4
      msmpeg4v2 msmpeg4v3 opus pam pbm pcm_* pgm png ppm prores prores_aw
      prores_ks qoi qtrle rawvideo srt ssa subrip targa text tiff tta
      utvideo v210 vorbis wavpack webvtt wmav1 wmav2 wmv1 wmv2 wrapped_avframe
      yuv4 zlib`,
    demuxer: `
      aac ac3 aiff amr amrnb amrwb ape apng asf ass au avi caf concat data
      dnxhd dts dtshd dv eac3 ffmetadata flac flv g722 gif gsm gxf h261 h263 h264
      hevc hls ico image2 image2pipe image_bmp_pipe
      image_gif_pipe image_j2k_pipe image_jpeg_pipe image_jpegls_pipe
      image_pam_pipe image_pbm_pipe image_pcx_pipe image_pgm_pipe
      image_pgmyuv_pipe image_png_pipe image_ppm_pipe image_qoi_pipe
      image_tiff_pipe image_webp_pipe ivf live_flv loas m4v
      matroska mjpeg mjpeg_2000 mlp mov mp3 mpegps mpegts mpegtsraw mpegvideo
      mpjpeg mxf nut obu av1 ogg pcm_* rawvideo realtext rm sami srt subviewer
      sup swf tta truehd v210 vc1 vobsub voc w64 wav webm_dash_manifest webvtt wtv
      wv xwma yuv4mpegpipe`,
    muxer: `
      ac3 adts aiff amr apng asf ass au avi caf crc dash data dnxhd dts dv
      eac3 f4v ffmetadata fifo flac flv framecrc framehash framemd5 g722 gif gxf
      h261 h263 h264 hash hevc hls image2 image2pipe ipod ismv ivf latm lrc m4v
      matroska matroska_audio md5 mjpeg mov mp2 mp3 mp4 mpeg1system mpeg1video
      mpeg2dvd mpeg2video mpegts mpjpeg mxf null nut obu oga ogg ogv opus pcm_*
      psp rawvideo segment spx srt stream_segment streamhash sup tee tg2 tgp
      truehd tta uncodedframecrc vc1 voc w64 wav webm webm_chunk
      webm_dash_manifest webvtt wv yuv4mpegpipe`,
    protocol: "cache concat concatf crypto data fd file md5 pipe subfile tee",
    filter: "*",
    parser: "*",
    bsf: "*",
    indev: "lavfi",
  },
  /** Sound alone: decoded, filtered, encoded. */
  audio: {
    decoder: `
      aac aac_latm ac3 adpcm_* alac als amrnb amrwb ape aptx* atrac* cook dca
      dsd_* eac3 flac g723_1 g729 gsm gsm_ms mace3 mace6 mlp mp1float mp2float
      mp3float mpc7 mpc8 nellymoser opus pcm_* qdm2 ra_144 ra_288 sbc shorten
      speex tak truehd truespeech tta vorbis wavpack wmalossless wmapro wmav1
      wmav2 wmavoice`,
    encoder: `
      aac ac3 adpcm_ima_qt adpcm_ima_wav adpcm_ms alac eac3 flac g723_1 mp2 opus
      pcm_* sbc tta vorbis wavpack wmav1 wmav2`,
    demuxer: `
      aac ac3 aiff amr amrnb amrwb ape asf au avi caf concat dsf dts dtshd eac3
      ffmetadata flac flv gsm hls iff loas matroska mlp mov mp3 mpc mpc8 mpegps
      mpegts nut ogg pcm_* rm shorten tak truehd tta voc w64 wav wv xwma`,
    muxer: `
      ac3 adts aiff amr asf au caf data eac3 ffmetadata flac framecrc framehash
      framemd5 gsm hash hls ipod latm matroska matroska_audio md5 mov mp2 mp3 mp4
      mpegts null nut oga ogg opus pcm_* segment spx stream_segment streamhash
      tee truehd tta voc w64 wav webm wv`,
    protocol: "cache concat concatf crypto data file md5 pipe subfile tee",
    filter: `
      a* *_a channel* compand* concat crossfeed dynaudnorm earwax ebur128
      equalizer extrastereo firequalizer haas hdcd headphone highpass highshelf
      join loudnorm lowpass lowshelf replaygain sidechain* silence* sine
      speechnorm stereo* super* surround tiltshelf treble bass biquad bandpass
      bandreject allpass tremolo vibrato virtualbass volume volumedetect show*
      format null scale fps`,
    parser: `
      aac aac_latm ac3 adx amr cook dca flac g723_1 g729 gsm mlp mpegaudio opus
      sbc sipr tak vorbis xma`,
    bsf: "aac_adtstoasc *extract* *extradata null setts mp3_* pcm_rechunk",
    indev: "lavfi",
  },
  /** Pictures: read, changed, written. */
  images: {
    decoder: `
      alias_pix apng bmp brender_pix cri dds dpx exr fits gem gif hdr jpeg2000
      jpegls mjpeg pam pbm pcx pfm pgm pgmyuv pgx phm photocd pictor png ppm psd
      qdraw qoi rawvideo sgi sunrast targa tiff vbn webp wrapped_avframe xbm
      xface xpm xwd`,
    encoder: `
      alias_pix apng bmp dpx exr fits gif hdr jpeg2000 jpegls ljpeg mjpeg pam pbm
      pcx pfm pgm pgmyuv phm png ppm qoi rawvideo sgi sunrast targa tiff vbn
      wrapped_avframe xbm xface xwd`,
    demuxer: `
      apng concat fits gif ico image2 image2pipe image2_alias_pix
      image2_brender_pix image_* mjpeg mov rawvideo yuv4mpegpipe`,
    muxer: `
      apng crc data fits framecrc framehash framemd5 gif hash ico image2
      image2pipe md5 mjpeg null rawvideo tee yuv4mpegpipe`,
    protocol: "cache concat concatf crypto data file md5 pipe subfile tee",
    filter: `
      alpha* avgblur bilateral blend chroma* color* copy crop
      curves deband deflate despill dilation draw* edgedetect
      erosion exposure extractplanes fade fill* floodfill format fps gblur
      gradfun gradients greyedge haldclut hflip histogram hstack
      hue* identity inflate lagfun lens* loop lumakey lut* median merge* monochrome
      negate noise normalize null overlay pad palette* pixelize
      premultiply psnr pseudocolor readeia608 rgb* rotate scale select selective*
      set* shear shuffle* split ssim swap* testsrc* thumbnail tile tpad
      transpose trim unpremultiply unsharp vflip vibrance vignette vstack xfade
      xstack yaepblur zoompan`,
    parser: "bmp dpx gif hdr jpeg2000 mjpeg png pnm qoi webp xbm xwd",
    bsf: "null",
    indev: "lavfi",
  },
  /** Streams as they are, moved from one format to another: nothing is decoded. */
  remux: {
    demuxer: "*",
    muxer: "*",
    protocol: "*",
    filter: "anull null",
    parser: "*",
    bsf: "*",
  },
};

/** The names of a list. */
export function namesOf(list: string): string[] {
  return list.trim().split(/\s+/);
}
