import { assertDone, commandLine, type Contender, timed } from "./contender.ts";

/** How native ffmpeg is used. */
export interface NativeOptions {
  /** The threads of decoders, filters and encoders. The default is the program's own. */
  readonly threads?: 1;
  /** Whether hand-written assembly is used. */
  readonly assembly: boolean;
}

/** Native ffmpeg: a process for each job, in a folder in memory. */
export async function native(
  name: string,
  options: NativeOptions,
): Promise<Contender> {
  const cwd = await Deno.makeTempDir({ dir: "/dev/shm" });
  return {
    name,
    async load(inputs) {
      for await (const { name } of Deno.readDir(cwd)) {
        await Deno.remove(`${cwd}/${name}`);
      }
      for (const [name, bytes] of Object.entries(inputs)) {
        await Deno.writeFile(`${cwd}/${name}`, bytes);
      }
    },
    async run(job) {
      const { program = "ffmpeg" } = job;
      const args = commandLine(job);
      const command = new Deno.Command(program, {
        args: program === "ffmpeg" ? adapted(args, options) : args,
        cwd,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      });
      return await timed(childrenCpuTime, async () => {
        const { code, stderr } = await command.output();
        assertDone(name, job, code, new TextDecoder().decode(stderr));
      });
    },
    async close() {
      await Deno.remove(cwd, { recursive: true });
    },
  };
}

/** The command line, changed to be carried out as the options say. */
function adapted(
  args: readonly string[],
  { threads, assembly }: NativeOptions,
): string[] {
  const limit = threads ? ["-threads", `${threads}`] : [];
  const withInputs = args.flatMap((arg) =>
    arg === "-i" ? [...limit, arg] : [arg]
  );
  if (!args.includes("-i")) return withInputs;
  const kernels = !assembly && args.includes("libx264")
    ? ["-x264-params", "asm=0"]
    : [];
  withInputs.splice(-1, 0, ...limit, ...kernels);
  if (threads) {
    withInputs.unshift("-filter_threads", "1", "-filter_complex_threads", "1");
  }
  return assembly ? withInputs : ["-cpuflags", "0", ...withInputs];
}

const RUSAGE_CHILDREN = -1;
const libc = Deno.dlopen("libc.so.6", {
  getrusage: { parameters: ["i32", "buffer"], result: "i32" },
});

/** The time of the processor that children of this process have spent, in milliseconds. */
export function childrenCpuTime(): number {
  const usage = new BigInt64Array(18);
  libc.symbols.getrusage(RUSAGE_CHILDREN, usage);
  const [userSec, userUs, systemSec, systemUs] = usage;
  return Number(userSec! + systemSec!) * 1000 +
    Number(userUs! + systemUs!) / 1000;
}
