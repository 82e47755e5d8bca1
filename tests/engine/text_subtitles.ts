// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Subtitles in formats that nothing writes: a line for a second, twice, by decoder. */
export const textSubtitles: Readonly<Record<string, string>> = {
  jacosub: "#TIMERES 100\n0:00:01.00 0:00:02.00 {} One\n" +
    "0:00:03.00 0:00:04.00 {} Two\n",
  microdvd: "{0}{0}25\n{25}{50}One\n{75}{100}Two\n",
  mpl2: "[10][20]One\n[30][40]Two\n",
  pjs: '10,20,"One"\n30,40,"Two"\n',
  realtext: '<window type="generic" duration="10">\n' +
    '<time begin="1"/>One<clear/>\n<time begin="3"/>Two<clear/>\n</window>\n',
  sami: "<SAMI>\n<BODY>\n<SYNC Start=1000><P Class=ENCC>One</P></SYNC>\n" +
    "<SYNC Start=3000><P Class=ENCC>Two</P></SYNC>\n</BODY>\n</SAMI>\n",
  stl: "00:00:01:00 , 00:00:02:00 , One\n00:00:03:00 , 00:00:04:00 , Two\n",
  subviewer: "[INFORMATION]\n[TITLE]\n[END INFORMATION]\n[SUBTITLE]\n" +
    "00:00:01.00,00:00:02.00\nOne\n\n00:00:03.00,00:00:04.00\nTwo\n\n",
  subviewer1:
    "******** START SCRIPT ********\n[00:00:01]\nOne\n[00:00:02]\n\n" +
    "[00:00:03]\nTwo\n[00:00:04]\n\n",
  vplayer: "00:00:01:One\n00:00:03:Two\n",
};
