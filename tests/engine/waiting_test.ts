// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Whoever waits for another program says so. */
import { assertEquals, assertStringIncludes } from "@std/assert";

/** A program that runs, and what it has printed so far. */
class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #read: Promise<unknown>;
  #printed = "";
  #changed = Promise.withResolvers<void>();
  #isOver = false;
  #stopped: Promise<void> | undefined;

  constructor(name: string, args: string[], env: Record<string, string> = {}) {
    this.#child = new Deno.Command(name, {
      args,
      env: { NO_COLOR: "1", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const read = async (stream: ReadableStream<Uint8Array>) => {
      for await (const bytes of stream) {
        this.#printed += new TextDecoder().decode(bytes);
        this.#wake();
      }
    };
    const { stdout, stderr } = this.#child;
    this.#read = Promise.all([read(stdout), read(stderr)]).then(() => {
      this.#isOver = true;
      this.#wake();
    });
  }

  /** Waits until it has printed `text`. */
  async prints(text: string): Promise<void> {
    while (!this.#printed.includes(text) && !this.#isOver) {
      await this.#changed.promise;
    }
    assertStringIncludes(this.#printed, text);
  }

  /** Waits until it has ended; all that it has printed. */
  async end(): Promise<string> {
    await this.#read;
    return this.#printed;
  }

  /** Ends its standard input, and waits until it has ended. */
  async stop(): Promise<void> {
    this.#stopped ??= this.#child.stdin.close();
    await this.#stopped;
    await this.end();
    await this.#child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

/** A program that calls a function of the recipe. */
function calls(
  file: string,
  code: string,
  env?: Record<string, string>,
): Program {
  const url = new URL(`../../engine/${file}`, import.meta.url).href;
  const program = `import * as recipe from ${JSON.stringify(url)}; ${code}`;
  return new Program(Deno.execPath(), ["eval", "--no-lock", program], env);
}

Deno.test("takeLock() says so while another program holds the lock, and then takes it", async () => {
  const path = await Deno.makeTempFile();
  using held = await Deno.open(path, { write: true });
  await held.lock(true);
  const name = JSON.stringify(path);
  await using waiting = calls(
    "take_lock.ts",
    `using lock = await recipe.takeLock(${name}, "another build");` +
      'console.log("taken")',
  );
  await waiting.prints("Waiting for another build");
  await held.unlock();
  assertEquals(
    await waiting.end(),
    `Waiting for another build, which holds ${path}\ntaken\n`,
  );
  await using alone = calls(
    "take_lock.ts",
    `using lock = await recipe.takeLock(${name}, "another build");` +
      'console.log("taken")',
  );
  assertEquals(await alone.end(), "taken\n");
  await Deno.remove(path);
});

/** Locks a file as apt does, until its standard input ends. */
const holdLock = `
  use Fcntl;
  open(my $file, ">", $ARGV[0]) or die;
  my $lock = pack("s s x4 q q i x4", F_WRLCK, 0, 0, 0, 0);
  fcntl($file, F_SETLK, $lock) or die;
  $| = 1;
  print "held\\n";
  <STDIN>;
`;

Deno.test("ensurePackages() says so while another program uses apt, and then goes on", async () => {
  // An apt of its own, which knows of no packages.
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/lists/partial`, { recursive: true });
  const config = `${folder}/apt.conf`;
  await Deno.writeTextFile(
    config,
    `Dir::State::Lists "${folder}/lists";
     Dir::Cache "${folder}";
     Dir::Etc::SourceList "/dev/null";
     Dir::Etc::SourceParts "/dev/null";`,
  );
  const install = () =>
    calls(
      "packages.ts",
      'Object.defineProperty(Deno, "uid", { value: () => 0 });' +
        'await recipe.ensurePackages(["afmpeg-no-such-package"])' +
        ".catch(({ message }) => console.log(message))",
      { APT_CONFIG: config },
    );
  {
    await using holder = new Program("perl", [
      ...["-e", holdLock, `${folder}/lists/lock`],
    ]);
    await holder.prints("held");
    await using waiting = install();
    await waiting.prints(
      "Waiting for another program that uses apt: Could not",
    );
    await holder.stop();
    await waiting.prints("apt-get install failed. Run as root:");
  }
  await Deno.remove(folder, { recursive: true });
});
