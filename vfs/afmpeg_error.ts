import { errorToJSON } from "./error_json.ts";

/**
 * The base of every error that this package throws on purpose, apart from the
 * `TypeError` for what is wrong with an argument.
 */
export abstract class AfmpegError extends Error {
  /** The error as plain data, its causes included: for logs and for other processes. */
  toJSON(): Record<string, unknown> {
    return errorToJSON(this);
  }
}
