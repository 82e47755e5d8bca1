// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What each error code means, in the words of `strerror`. The closed set of
 * codes that a file system may fail with: POSIX names, not numbers (a number
 * belongs to an ABI, and each ABI has its own table).
 */
export const errnoMessages = {
  EACCES: "permission denied",
  EAGAIN: "resource temporarily unavailable",
  EBADF: "bad file descriptor",
  EBUSY: "resource busy",
  ECANCELED: "operation canceled",
  EDQUOT: "disk quota exceeded",
  EEXIST: "file exists",
  EFBIG: "file too large",
  EILSEQ: "illegal byte sequence",
  EINTR: "interrupted",
  EINVAL: "invalid argument",
  EIO: "input/output error",
  EISDIR: "is a directory",
  ELOOP: "too many levels of symbolic links",
  EMFILE: "too many open files",
  EMLINK: "too many links",
  ENAMETOOLONG: "file name too long",
  ENFILE: "too many open files in system",
  ENODEV: "no such device",
  ENOENT: "no such file or directory",
  ENOMEM: "out of memory",
  ENOSPC: "no space left on device",
  ENOSYS: "function not implemented",
  ENOTDIR: "not a directory",
  ENOTEMPTY: "directory not empty",
  ENOTSUP: "operation not supported",
  ENXIO: "no such device or address",
  EOVERFLOW: "value too large",
  EPERM: "operation not permitted",
  EPIPE: "broken pipe",
  EROFS: "read-only file system",
  ESPIPE: "illegal seek",
  ESTALE: "stale file handle",
  ETIMEDOUT: "timed out",
  ETXTBSY: "text file busy",
  EXDEV: "cross-device link",
} as const;

/** The code of a failed file system operation, for instance `"ENOENT"`. */
export type Errno = keyof typeof errnoMessages;
