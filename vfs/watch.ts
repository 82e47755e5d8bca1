// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkOptions, flag, number, signal as abortSignal } from "./check.ts";
import { normalize } from "@std/path/posix";
import { isWithin, withoutEndSlashes } from "./path.ts";

/** A change that {@linkcode ObserveFs.watch} has seen. */
export interface WatchEvent {
  /**
   * What has happened: `"modify"` is about contents, `"metadata"` about modes,
   * owners and times.
   */
  readonly kind: "create" | "modify" | "metadata" | "remove" | "rename";
  /** The path, from the root; through links, as the caller wrote it. */
  readonly path: string;
  /** The new path, if it was renamed. */
  readonly dest?: string;
}

/** Options of {@linkcode ObserveFs.watch}. */
export interface WatchOptions {
  /**
   * Whether what lies below directories in it is watched, too.
   *
   * @default {true}
   */
  recursive?: boolean;
  /** Ends the iteration with its reason. */
  signal?: AbortSignal;
  /**
   * How many changes may wait to be received: one more ends the iteration with a
   * `RangeError`. Changes of the same kind to a file that wait count once.
   *
   * @default {10000}
   */
  maxQueue?: number;
}

/** The path from the root, without dots. */
function shown(path: string): string {
  return withoutEndSlashes(normalize(`/${path}`));
}

/** Receives changes, and hands out those that somebody watches. */
export class Watchers {
  readonly #open = new Set<Watcher>();

  /** Whether anybody watches. */
  get isWatched(): boolean {
    return this.#open.size > 0;
  }

  /** Hands out a change. */
  tell(kind: WatchEvent["kind"], path: string, dest?: string): void {
    if (this.#open.size === 0) return;
    const event = {
      kind,
      path: shown(path),
      ...(dest !== undefined && { dest: shown(dest) }),
    };
    for (const watcher of this.#open) watcher.tell(event);
  }

  /** Begins to watch. */
  watch(
    path: string,
    options: WatchOptions = {},
  ): AsyncIterableIterator<WatchEvent> {
    checkOptions("watch", options, {
      ...{ recursive: flag, signal: abortSignal },
      maxQueue: number({ isWhole: true, least: 1, isLimit: true }),
    });
    const watcher = new Watcher(shown(path), options, () => {
      this.#open.delete(watcher);
    });
    this.#open.add(watcher);
    return watcher;
  }
}

class Watcher implements AsyncIterableIterator<WatchEvent> {
  readonly #path: string;
  readonly #isRecursive: boolean;
  readonly #maxQueue: number;
  readonly #signal: AbortSignal | undefined;
  readonly #onEnd: () => void;
  readonly #queue = new Map<string, WatchEvent>();
  /**
   * The first of those that waited, the next one last: to find the first in a map, all
   * that were removed before have to be passed.
   */
  #first: [key: string, event: WatchEvent][] = [];
  #end: { error?: unknown } | undefined;
  /** Called when there is something to receive, or the end has come. */
  #wake: (() => void)[] = [];

  constructor(
    path: string,
    { recursive = true, signal, maxQueue = 10_000 }: WatchOptions,
    onEnd: () => void,
  ) {
    this.#path = path;
    this.#isRecursive = recursive;
    this.#maxQueue = maxQueue;
    this.#signal = signal;
    this.#onEnd = onEnd;
    signal?.addEventListener("abort", this.#abort);
    if (signal?.aborted) this.#abort();
  }

  tell(event: WatchEvent): void {
    const { kind, path, dest = "" } = event;
    if (!this.#concerns(path) && !(dest && this.#concerns(dest))) return;
    const key = `${kind}\0${path}\0${dest}`;
    const isRepeated = this.#queue.has(key);
    // What happened in between keeps its place before it.
    this.#queue.delete(key);
    if (!isRepeated && this.#queue.size >= this.#maxQueue) {
      const error = new RangeError(
        `Cannot watch: received more than ${this.#maxQueue} changes that wait; ` +
          "receive them faster, or set `maxQueue`",
      );
      return this.#stop({ error });
    }
    this.#queue.set(key, event);
    this.#wake.shift()?.();
  }

  async next(): Promise<IteratorResult<WatchEvent>> {
    while (this.#queue.size === 0) {
      if (this.#end) {
        if ("error" in this.#end) throw this.#end.error;
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    for (;;) {
      if (this.#first.length === 0) this.#first = [...this.#queue].reverse();
      const [key, value] = this.#first.pop()!;
      // It may have happened again, and waits behind others.
      if (this.#queue.get(key) !== value) continue;
      this.#queue.delete(key);
      return { done: false, value };
    }
  }

  return(): Promise<IteratorResult<WatchEvent>> {
    this.#queue.clear();
    this.#first = [];
    this.#stop({});
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #concerns(path: string): boolean {
    if (!isWithin(path, this.#path)) return false;
    const start = this.#path === "/" ? 1 : this.#path.length + 1;
    return this.#isRecursive || !path.slice(start).includes("/");
  }

  readonly #abort = () => this.#stop({ error: this.#signal!.reason });

  #stop(end: { error?: unknown }): void {
    this.#end ??= end;
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#onEnd();
    for (const wake of this.#wake.splice(0)) wake();
  }
}
