// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Locks a file twice, as the command does on Node and Bun. Prints one line of JSON:
 * what came of trying, of trying again, and of waiting until the first had ended.
 *
 * @module
 */
import { Deno as host } from "../../npm/deno.ts";

const open = () => host.open(host.args[0]!, { write: true, create: true });
const first = await open();
const second = await open();
const text = ({ message }: Error) => message;
const outcomes: unknown[] = [
  await first.tryLock(true).catch(text),
  await second.tryLock(true).catch(text),
];
first.close();
outcomes.push(await second.lock(true).then(() => "locked", text));
console.log(JSON.stringify(outcomes));
