// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * How far to rotate a picture clockwise, 0 to 360 degrees; ffmpeg reports how far it
 * is rotated counter-clockwise, and nonsense for a matrix that is not a rotation.
 */
export function rotationDeg(counterClockwiseDeg: number): number {
  const isAngle = Math.abs(counterClockwiseDeg) <= 360;
  return isAngle ? (360 - counterClockwiseDeg) % 360 : 0;
}
