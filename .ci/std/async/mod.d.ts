// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

export interface DelayOptions {
  signal?: AbortSignal;
  persistent?: boolean;
}
export interface DeadlineOptions {
  signal?: AbortSignal;
}
export function abortable<T>(p: Promise<T>, signal: AbortSignal): Promise<T>;
export function abortable<T>(
  p: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T>;
export function deadline<T>(
  p: Promise<T>,
  ms: number,
  options?: DeadlineOptions,
): Promise<T>;
export function delay(ms: number, options?: DelayOptions): Promise<void>;
