// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The names of the filters in a graph. */
export function filterNames(graph: string): string[] {
  const names: string[] = [];
  let part = "";
  const end = () => {
    // After labels of inputs: "[0:v]scale@small=64:-2[out]".
    const name = /^(?:\[[^\]]*\]|\s)*([A-Za-z][\w-]*)/.exec(part)?.[1];
    if (name !== undefined && !/^sws_flags\b/.test(name)) names.push(name);
    part = "";
  };
  for (let at = 0; at < graph.length; at++) {
    const char = graph[at]!;
    if (char === "\\") {
      part += graph.slice(at, at + 2);
      at++;
    } else if (char === "'") {
      const close = graph.indexOf("'", at + 1);
      at = close < 0 ? graph.length : close;
      part += "_";
    } else if (char === "," || char === ";") end();
    else part += char;
  }
  end();
  return names;
}
