// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What the engine contains of FFmpeg, as `configure` names it. */
export const components: Readonly<Record<string, string>> = {
  decoder: `
    aac aac_latm ac3 adpcm_g722 adpcm_ima_qt adpcm_ima_wav adpcm_ms adpcm_swf
    adpcm_yamaha alac amrnb amrwb ape apng ass av1 bmp cinepak dca dnxhd dvbsub
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
    prores_ks qoi qtrle rawvideo srt ssa subrip targa text theora tiff tta
    utvideo v210 vorbis wavpack webvtt wmav1 wmav2 wmv1 wmv2 wrapped_avframe
    yuv4 zlib`,
  demuxer: `
    aac ac3 aiff amr amrnb amrwb ape apng asf ass au avi caf concat dash data
    dnxhd dts dtshd dv eac3 ffmetadata flac flv g722 gif gsm gxf h261 h263 h264
    hevc hls ico image2 image2pipe image_* ipod ivf latm live_flv loas m4v
    matroska mjpeg mjpeg_2000 mlp mov mp3 mpegps mpegts mpegtsraw mpegvideo
    mpjpeg mxf nut obu av1 ogg pcm_* rawvideo realtext rm sami sdp srt subviewer
    sup swf tta truehd v210 vc1 vobsub voc w64 wav webm_dash_manifest webvtt wtv
    wv xwma yuv4mpegpipe`,
  muxer: `
    ac3 adts aiff amr apng asf ass au avi avif caf crc dash data dnxhd dts dv
    eac3 f4v ffmetadata fifo flac flv framecrc framehash framemd5 g722 gif gxf
    h261 h263 h264 hash hevc hls image2 image2pipe ipod ismv ivf latm lrc m4v
    matroska matroska_audio md5 mjpeg mov mp2 mp3 mp4 mpeg1system mpeg1video
    mpeg2dvd mpeg2video mpegts mpjpeg mxf null nut obu oga ogg ogv opus pcm_*
    psp rawvideo segment spx srt stream_segment streamhash sup tee tg2 tgp
    truehd tta uncodedframecrc vc1 voc w64 wav webm webm_chunk
    webm_dash_manifest webp webvtt wv yuv4mpegpipe`,
  protocol: "cache concat concatf crypto data fd file hls md5 pipe subfile tee",
  filter: "*",
  parser: "*",
  bsf: "*",
  indev: "lavfi",
};
