// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The components for which no file can be made or compared, by the reason. */
export const untested: Readonly<
  Record<
    "encoders" | "decoders" | "muxers" | "demuxers",
    Readonly<Record<string, string>>
  >
> = {
  encoders: {
    "native ffmpeg 5.1, the oracle, has its pictures upside down": "pfm phm",
    "native ffmpeg 5.1, the oracle, does not have it": "dxv hdr msrle pdv wbmp",
    "no format holds what it makes": "anull bitpacked vnull wrapped_avframe",
    "it takes only pictures of four colours, which nothing here makes": "xsub",
  },
  decoders: {
    "tests/engine/webp_test.ts compares it with libwebp": "webp_anim",
    "native ffmpeg 5.1, the oracle, has its pictures upside down": "pfm phm",
    "native ffmpeg 5.1, the oracle, does not have it": `
      adpcm_circus adpcm_ima_escape adpcm_ima_hvqm2 adpcm_ima_hvqm4
      adpcm_ima_magix adpcm_ima_pda adpcm_ima_xbox adpcm_n64 adpcm_psxc
      adpcm_sanyo adpcm_xmd ahx anull apac apv bonk cbd2_dpcm ftr g728 hdr
      lead media100 misc4 osq pdv prores_raw qoa rka rtv1 rv60 vmix vnull
      vqc vvc wady_dpcm wavarc wbmp`,
    "nothing encodes it": `
      012v 4xm 8bps 8svx_exp 8svx_fib aac_latm aasc acelp.kelvin adpcm_4xm
      adpcm_afc adpcm_agm adpcm_aica adpcm_ct adpcm_dtk adpcm_ea
      adpcm_ea_maxis_xa adpcm_ea_r1 adpcm_ea_r2 adpcm_ea_r3 adpcm_ea_xas
      adpcm_ima_acorn adpcm_ima_apc adpcm_ima_cunning adpcm_ima_dat4
      adpcm_ima_dk3 adpcm_ima_dk4 adpcm_ima_ea_eacs adpcm_ima_ea_sead
      adpcm_ima_iss adpcm_ima_moflex adpcm_ima_mtf adpcm_ima_oki
      adpcm_ima_rad adpcm_ima_smjpeg adpcm_mtaf adpcm_psx adpcm_sbpro_2
      adpcm_sbpro_3 adpcm_sbpro_4 adpcm_thp adpcm_thp_le adpcm_vima adpcm_xa
      adpcm_zork agm aic als amrnb amrwb anm ansi ape arbc argo atrac1
      atrac3 atrac3al atrac3plus atrac3plusal atrac9 aura aura2 avrn avs
      bethsoftvid bfi binkaudio_dct binkaudio_rdft binkvideo bintext
      bitpacked bmv_audio bmv_video brender_pix c93 camstudio camtasia cavs
      cc_dec cdgraphics cdtoons cdxl clearvideo cllc cook cpia cri cyuv dds
      derf_dpcm dfa dolby_e dsd_lsbf dsd_lsbf_planar dsd_msbf
      dsd_msbf_planar dsicinaudio dsicinvideo dss_sp dst dvaudio dxa dxtory
      dxv eacmv eamad eatgq eatgv eatqi escape124 escape130 evrc fastaudio
      fic flic fmvc fraps frwu g2m g729 gdv gem gremlin_dpcm h263i hca hcom
      hnm4video hq_hqa hqx hymt iac idcinvideo idf iff ilbc imc imm4 imm5
      indeo2 indeo3 indeo4 indeo5 interplay_dpcm interplayacm interplayvideo
      ipu jv kgv1 kmvc lagarith loco lscr m101 mace3 mace6 mdec metasound
      mimic mjpegb mmvideo mobiclip motionpixels mp1 mp1float mp3adu
      mp3adufloat mp3on4 mp3on4float mpc7 mpc8 msa1 mscc msmpeg4v1 msnsiren
      msp2 msrle mss1 mss2 mszh mts2 mv30 mvc1 mvc2 mvdv mvha mwsc mxpeg
      notchlc nuv on2avc paf_audio paf_video pcm_f16le pcm_f24le pcm_lxf
      pcm_sga pgx photocd pictor pixlet prosumer psd ptx qcelp qdm2 qdmc
      qdraw qpeg ralf rasc real_288 rl2 rscc rv30 rv40 sanm scpr
      screenpresso sdx2_dpcm sga sgirle sheervideo shorten simbiosis_imx
      sipr siren smackaud smackvid smvjpeg sol_dpcm sp5x srgc svq3 tak
      targa_y216 tdsc thp tiertexseqvideo tmv truemotion1 truemotion2
      truemotion2rt truespeech tscc2 twinvq txd ultimotion v210x vb vble vc1
      vc1image vcr1 vmdaudio vmdvideo vmnc vp3 vp4 vp5 vp6 vp6a vp6f vp7
      vqavideo wavesynth wcmv wmalossless wmapro wmavoice wmv3 wmv3image
      wnv1 wrapped_avframe ws_snd1 xan_dpcm xan_wc3 xan_wc4 xbin xl xma1
      xma2 xpm xsub ylc yop zerocodec`,
  },
  muxers: {
    "native ffmpeg 5.1, the oracle, cannot write with it": "fifo",
    "native ffmpeg 5.1, the oracle, does not have it": "pdv",
    "no stream for it can be made": `
      ac4 aea alp amr amv apv argo_cvg avs2 avs3 bit cavsvideo evc iamf ilbc
      jacosub lc3 mcc microdvd mxf_d10 oma rcwt scc uncodedframecrc vc1
      vc1test vvc webm_chunk webm_dash_manifest`,
  },
  demuxers: {
    "tests/engine/webp_test.ts compares it with libwebp": "webp_anim",
    "other tests have it, for it reads several files or no packets":
      "dash ffmetadata hls",
    "nothing writes it": `
      3dostr 4xm aa aac aax ac4 ace acm act adf adp ads aea afc aix
      alias_pix amr amrnb amrwb anm apac apc ape apv aqtitle argo_brp
      argo_cvg asf_o av1 avr avs avs2 avs3 bethsoftvid bfi bfstm bin bink
      binka bit bitpacked bmv boa bonk brender_pix brstm c93 cavsvideo cdg
      cdxl cine concat cri_pipe dcstr dds_pipe derf dfa dhav dsf dsicin dss
      dtshd dvbsub dvbtxt dxa ea ea_cdata epaf evc flic frm fsb fwse g728
      g729 gdv gem_pipe genh hca hcom hdr_pipe hnm hxvs iamf ico idcin idf
      iff ifv ilbc image2 imf ingenient ipmovie ipu iss iv8 ivr jv kux laf lavfi
      lc3 live_flv lmlm4 loas luodat lvf lxf mca mcc mgsts mjpeg_2000 mlv mm
      mods moflex mpc mpc8 mpegtsraw mpegvideo mpsub msf msnwctcp msp mtaf
      mtv musx mv mvi mxg nc nistsphere nsp nsv nuv oma osq paf pdv pgx_pipe
      photocd_pipe pictor_pipe pmp pp_bnk psd_pipe psxstr pva pvf qcp
      qdraw_pipe qoa r3d rcwt redspark rka rl2 rpl rsd s337m sbg scc scd
      sdns sdr2 sds sdx ser sga shn siff simbiosis_imx sln smk smush sol
      svag svs tak tedcaptions thp tiertexseq tmv tty txd ty usm v210 v210x
      vag vc1 vc1test vividas vivo vmd vobsub vpk vqf vvc wady wavarc
      wc3movie webm_dash_manifest wsd wsvqa wve xa xbin xmd xmv xpm_pipe
      xvag xwma yop`,
  },
};
