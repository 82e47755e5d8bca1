// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A time as people read it: `1:02:03`. */
export function clockText(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (parts[0] === 0) parts.shift();
  const text = [...parts, whole % 60].map((part, i) =>
    i === 0 ? `${part}` : `${part}`.padStart(2, "0")
  );
  return text.join(":");
}

/** A size as people read it. */
export function sizeText(bytes) {
  const units = ["B", "KiB", "MiB", "GiB"];
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** A file in one line. */
export function summaryOf({ formatNames, durationSec }, size) {
  const parts = [formatNames.join(", "), sizeText(size)];
  if (durationSec !== undefined) parts.push(clockText(durationSec));
  return parts.join(" · ");
}

/** The cells of the table of streams. */
export function rowsOf({ streams }) {
  return streams.map((stream) => {
    const details = [];
    if (stream.type === "video") {
      const { width, height, frameRate, pixelFormat } = stream;
      details.push(
        width && height ? `${width} × ${height}` : undefined,
        frameRate ? `${+frameRate.value.toFixed(2)} fps` : undefined,
        pixelFormat,
      );
    } else if (stream.type === "audio") {
      const { sampleRate, channels } = stream;
      details.push(
        sampleRate ? `${sampleRate} Hz` : undefined,
        channels ? `${channels} ch` : undefined,
      );
    }
    return [
      `${stream.index}`,
      stream.type,
      stream.codec ?? "unknown",
      details.filter((detail) => detail !== undefined).join(", "),
    ];
  });
}

/** Draws peaks over the whole canvas. */
export function drawPeaks(
  canvas,
  { data, length, bits },
  color,
) {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { width, height } = canvas;
  const full = 2 ** (bits - 1);
  context.clearRect(0, 0, width, height);
  context.fillStyle = color;
  const middle = height / 2;
  const step = width / length;
  for (let i = 0; i < length; i++) {
    const [low, high] = [data[2 * i] / full, data[2 * i + 1] / full];
    const top = middle - high * middle;
    context.fillRect(
      i * step,
      top,
      Math.max(step - 0.5, 0.5),
      Math.max(1, (high - low) * middle),
    );
  }
}
