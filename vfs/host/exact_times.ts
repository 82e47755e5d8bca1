import { keyOf } from "../key_of.ts";
import type { FileInfo } from "../fs.ts";

/** The times of a file: requested to the nanosecond, observed to the millisecond. */
interface Times {
  requested: bigint;
  observed: bigint;
}

/** Of more files than this, the oldest are forgotten: the table must not grow for ever. */
const FILES = 65_536;

/**
 * Remembers the nanoseconds of times that were set: the host is only told
 * milliseconds, and only tells them. As long as it tells the same, nobody has
 * changed the time since.
 */
class ExactTimes {
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
      const observed = info.atimeNs;
      remember(this.#atimes, key, { requested: atimeNs, observed });
    }
    if (mtimeNs !== undefined) {
      const observed = info.mtimeNs;
      remember(this.#mtimes, key, { requested: mtimeNs, observed });
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

/** One for all: a file that is reached by another way is the same file. */
export const exactTimes: ExactTimes = new ExactTimes();

function remember(known: Map<string, Times>, key: string, times: Times): void {
  // The last shall be the newest.
  known.delete(key);
  known.set(key, times);
  if (known.size <= FILES) return;
  const [oldest] = known.keys();
  known.delete(oldest!);
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
