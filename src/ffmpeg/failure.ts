// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { CommandLine } from "./command_line.ts";
import { type LogLevel, logLevels } from "./log_level.ts";

/** So much of a reason is given, in UTF-16 units: a hostile guest logs what it likes. */
const LENGTH = 1000;

/** A line of a log, without the marks at its beginning. */
interface Line {
  readonly level: LogLevel | undefined;
  readonly text: string;
  /** The marks that name components: `[out#0/mp4 @ 0x1234]`. */
  readonly marks: string;
}

const linePattern = new RegExp(
  `^((?:\\[[^\\]]+ @ (?:0x)?[0-9a-f]+\\] )*)(?:\\[(${
    logLevels.join("|")
  })\\] )?(.*)$`,
  "s",
);

/** The levels of lines that say why ffmpeg failed. */
const errorLevels: ReadonlySet<LogLevel | undefined> = new Set([
  "panic",
  "fatal",
  "error",
]);

/** Lines between which ffmpeg does something else. */
const boundary = anyOf(
  "Input #\\d+, ",
  "Output #\\d+, ",
  "Stream mapping:",
  "Press \\[q\\] to stop",
  "(frame|size)= *[\\d-]",
  "ffmpeg version ",
  "ffprobe version ",
);

/** Lines that do not say why ffmpeg failed. */
const remark = anyOf(
  "\\s",
  '"\\w+"$',
  "Possible (flags|levels|presets|tunes|profiles)",
  "(Universal media converter|Hyper fast Audio and Video encoder)$",
  "Conversion failed!|Exiting with exit code",
  "Statistics: |Total: |(Input|Output) (file|stream) #[\\d:]+ \\(|Opening '",
  "Starting thread|.*\\b(received|returned) EOF|\\S+ stream from input stream",
  "No explicit maps|Created \\w+ stream from|(w:\\d+ h:|tb:|ch:)\\d|fmt:",
  "Exiting normally",
  "Last message repeated",
  "To ignore this, ",
  "Did you mean file:",
  "Consider increasing the value",
  "Please prefix target|or set a framerate with",
  "Supported (sample rates|channel layouts|sample formats|pixel formats)",
  "video:\\S+ audio:",
  "Qavg: |\\d+ frames left in the queue",
  "(frame [IPB]|mb [IPB]|i4|i8|i8c|i16|ref [PB]|kb/s|coded y|8x8 transform)\\b.*[:=]",
  "(consecutive B-frames|Weighted P-Frames|direct mvs|final ratefactor)",
  "using (SAR|cpu capabilities|cpu features)|profile \\w+.*, level |264 - core",
  "Guessed Channel Layout|Estimating duration|Format \\S+ detected only with low",
  "deprecated pixel format|No accelerated colorspace|Multiple -\\S+ options",
  "Could not find codec parameters for stream",
  "No filtered frames for output stream, trying",
  "No information about the input framerate is available",
  ".* is (deprecated|ignored)\\b",
);

/** What decoders report of damaged media, with which ffmpeg goes on. */
const damage = anyOf(
  ".*\\b(concealing|corrupt|damaged|marker bit|error in bitstream|overread)\\b",
  ".*(end of (stream|packet)|buffer (exhausted|underflow)|channel element)",
  "(Error|error) (at MB|while decoding|(submitting|processing) packet (to|in) decoder)",
  "Decoding error",
  "(Invalid NAL|non-existing|no frame|Reserved bit|Missing reference|mmco)",
  "(Header missing|invalid new backstep|Number of (bands|scalefactor)|Prediction)",
  "(Non-monotonous|non monotonically|Application provided|Timestamps are unset)",
  "(Packet corrupt|DTS |PES packet|Continuity check|Skipp)",
);

/** Lines that only pass on why: another line says it, or the end of this one. */
const consequence = anyOf(
  "Error opening (input|output)( files?)?\\b",
  "Error (parsing|splitting) ?(global options|options for|the argument list)",
  "Error (re)?initializing (the muxer|filters|output stream|filter '|a simple)",
  "Error initializing bitstream filter",
  "Error (selecting an (en|de)coder|applying (en|de)coder options)",
  "Error (applying options to the filter|processing filtergraph)",
  "Error (parsing a filter description|parsing filterchain) ",
  "Error (binding filtergraph|linking filters|configuring filter)",
  "Error (sending frames|while filtering|while processing|while opening)",
  "Error (submitting a packet to the muxer|muxing a packet|encoding a frame)",
  "Failed to (inject frame into|configure (input|output) pad|set option$)",
  "Could not (write header|open encoder before EOF)",
  "(Task finished with error|Terminating thread with return) code",
  "Nothing was written into output file",
  "Output file is empty",
);

/** How lines end that others follow. */
const trailer = /\.?( Possible levels are numbers or:)?$/;

/** How a line passes on the text of an error number. */
const numberPattern = /: ([A-Z][\w /,'-]+)\.?$/;

/** Texts of error numbers that hardly say anything. */
const vague = anyOf(
  "Invalid argument",
  "Generic error in an external library",
  "Function not implemented",
  "(Option|Filter|Encoder|Decoder|Muxer|Demuxer|Stream) not found",
  "Unknown error",
  "Internal bug",
  "Success",
  "Error number -?\\d+ occurred",
);

function anyOf(...patterns: string[]): RegExp {
  return new RegExp(`^(?:${patterns.join("|")})`);
}

/**
 * Why ffmpeg failed: the first error of those with which its log ends, and the file
 * that it is about, if that is known.
 *
 * @param argv The command line, the program name first.
 * @returns The reason; empty if the log gives none.
 */
export function failureOf(stderr: string, argv: readonly string[]): string {
  const command = CommandLine.parse(argv.slice(1));
  const reason = new Failure(stderr, command).reason();
  return reason.length > LENGTH ? `${reason.slice(0, LENGTH)}…` : reason;
}

/** The errors with which a log ends. */
class Failure {
  readonly #command: CommandLine;
  readonly #urls: ReadonlySet<string>;
  readonly #chain: readonly Line[];

  constructor(stderr: string, command: CommandLine) {
    this.#command = command;
    const { inputs, outputs } = command;
    this.#urls = new Set([...inputs, ...outputs].map(({ url }) => url));
    this.#chain = this.#lastErrors(linesOf(stderr));
  }

  reason(): string {
    const numbers = this.#chain.flatMap(({ text }) => numberOf(text) ?? []);
    const number = numbers.find((text) => !vague.test(text));
    const causes = this.#chain.filter(({ text }) => !this.#isPassedOn(text))
      .map(({ text }) => withoutVagueNumber(text).replace(trailer, ""));
    if (causes.length === 0) {
      return this.#withFile(
        number ?? numbers[0] ?? this.#chain.at(-1)?.text ?? "",
      );
    }
    // The first says what is wrong, and the last often where.
    let reason = [...new Set([causes[0], causes.at(-1)])].join("; ");
    if (number && !causes.some((text) => text.includes(number))) {
      reason += `: ${number}`;
    }
    return this.#withFile(reason);
  }

  #withFile(reason: string): string {
    const file = this.#file();
    return reason === "" || file === undefined || isNamed(file, reason)
      ? reason
      : `${file}: ${reason}`;
  }

  /** The lines from the last boundary on, if they say why; or else, from an earlier one. */
  #lastErrors(lines: readonly Line[]): Line[] {
    const serious = lines.filter(({ text }) => !this.#isDamage(text));
    // If nothing else is reported, then damage is the reason.
    const isSerious = serious.some(({ text }) =>
      !boundary.test(text) && this.#saysWhy(text)
    );
    const chain: Line[] = [];
    let isKnown = false;
    for (const line of (isSerious ? serious : lines).toReversed()) {
      if (!boundary.test(line.text)) {
        chain.push(line);
        isKnown ||= this.#saysWhy(line.text);
      } else if (isKnown) break;
    }
    return chain.reverse();
  }

  #saysWhy(text: string): boolean {
    return !this.#isPassedOn(text) || !vague.test(numberOf(text) ?? "Success");
  }

  /** Whether a line reports damaged media; what it names in quotes does not count. */
  #isDamage(text: string): boolean {
    const number = numberOf(text) ?? "Success";
    return damage.test(text.replaceAll(/'[^']*'|"[^"]*"/g, "''")) &&
      !this.#isPassedOn(text) &&
      (vague.test(number) || number.startsWith("Invalid data"));
  }

  /** Whether a line says why only by its number, if at all. */
  #isPassedOn(text: string): boolean {
    return consequence.test(text) || this.#urls.has(withoutVagueNumber(text));
  }

  /** The file that the errors are about. */
  #file(): string | undefined {
    for (const { text } of this.#chain) {
      const named = namedFile.exec(text)?.[1];
      if (named !== undefined) return named;
      for (const url of this.#urls) if (text.startsWith(`${url}: `)) return url;
    }
    const { inputs, outputs } = this.#command;
    for (const { marks, text } of this.#chain) {
      const place = marks + text;
      const output = outputNumber.exec(place)?.[1];
      if (output !== undefined) return outputs[Number(output)]?.url;
      const input = inputNumber.exec(place)?.[1];
      if (input !== undefined) return inputs[Number(input)]?.url;
    }
    return undefined;
  }
}

const namedFile =
  /^Error (?:opening|parsing options for) (?:input|output) file (.+)\.$/;
const outputNumber =
  /(?:\[(?:out|[vas]ost|vf|af)#|output (?:file #|stream #?))(\d+)/i;
const inputNumber = /(?:\[(?:in|[vas]ist)#|input (?:file #|stream #?))(\d+)/i;

/** The lines that may say something about the failure. */
function linesOf(stderr: string): Line[] {
  const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== "")
    .map((line): Line => {
      const [, marks = "", level, text = ""] = linePattern.exec(line)!;
      return { marks, level: level as LogLevel | undefined, text };
    });
  const areMarked = lines.some(({ level }) => level !== undefined);
  return lines.filter(({ level, text }) =>
    boundary.test(text) ||
    !remark.test(text) && !(areMarked && !errorLevels.has(level))
  ).map((line) => ({ ...line, text: line.text.trim() }));
}

/** The text of an error number at the end of a line. */
function numberOf(text: string): string | undefined {
  return numberPattern.exec(text)?.[1];
}

function withoutVagueNumber(text: string): string {
  const number = numberOf(text);
  return number !== undefined && vague.test(number) &&
      text.endsWith(`: ${number}`)
    ? text.slice(0, -number.length - 2)
    : text;
}

/** Whether a text names a file, and does not only contain its name in a word. */
function isNamed(file: string, text: string): boolean {
  const parts = ` ${text} `.split(file);
  return parts.slice(1).some((rest, i) =>
    /[\s'"]$/.test(parts[i]!) && /^[\s'":;.]/.test(rest)
  );
}
