import type { FileInfo } from "../fs.ts";

/** The times of a file: requested to the nanosecond, observed to the millisecond. */
interface Times {
  requested: bigint;
  observed: bigint;
}

/**
 * Remembers the nanoseconds of times that were set: the host is only told
 * milliseconds, and only tells them. As long as it tells the same, nobody has
 * changed the time since.
 */
export class ExactTimes {
  readonly #atimes = new Map<string, Times>();
  readonly #mtimes = new Map<string, Times>();

  /** Notes what was requested of a file that now looks like `info`. */
  note(
    info: FileInfo,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void {
    const key = keyOf(info);
    if (atimeNs !== undefined) {
      this.#atimes.set(key, { requested: atimeNs, observed: info.atimeNs });
    }
    if (mtimeNs !== undefined) {
      this.#mtimes.set(key, { requested: mtimeNs, observed: info.mtimeNs });
    }
  }

  /** The description with the times as they were requested. */
  correct(info: FileInfo): FileInfo {
    if (this.#atimes.size + this.#mtimes.size === 0) return info;
    const key = keyOf(info);
    return {
      ...info,
      atimeNs: exact(this.#atimes, key, info.atimeNs),
      mtimeNs: exact(this.#mtimes, key, info.mtimeNs),
    };
  }
}

function keyOf({ dev, ino }: FileInfo): string {
  return `${dev}:${ino}`;
}

function exact(
  known: Map<string, Times>,
  key: string,
  observed: bigint,
): bigint {
  const times = known.get(key);
  if (!times) return observed;
  if (times.observed === observed) return times.requested;
  known.delete(key);
  return observed;
}
