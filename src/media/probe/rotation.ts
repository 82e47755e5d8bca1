/**
 * How far to turn a picture clockwise, 0 to 360 degrees; ffmpeg says how far it
 * is turned counter-clockwise, and of a matrix that turns nothing, nonsense.
 */
export function rotationDeg(counterClockwiseDeg: number): number {
  const isAngle = Math.abs(counterClockwiseDeg) <= 360;
  return isAngle ? (360 - counterClockwiseDeg) % 360 : 0;
}
