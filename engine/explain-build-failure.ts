import { EngineError } from "./engine-error.ts";

const lastLineCount = 12;
const causes = [
  {
    pattern: /no space left on device|disk quota exceeded/i,
    cause: "The disk is full.",
    remedy: "Free about 4 GB (Go's caches are in `go env GOCACHE GOMODCACHE`)",
  },
  {
    pattern: /toolchain not available|failed to exec go/i,
    cause: "The go on PATH cannot get the Go that the build needs.",
    remedy: "Check the network and `go env GOPROXY`, or install the Go of engine/pulumi/go.mod from https://go.dev/dl",
  },
  {
    pattern:
      /no such host|connection refused|i\/o timeout|TLS handshake|network is unreachable|dial tcp|module lookup disabled/i,
    cause: "The Go module proxy cannot be reached.",
    remedy: "Check the network and `go env GOPROXY`, or put an official Pulumi CLI on PATH",
  },
  {
    pattern: /\b(403 Forbidden|404 Not Found|410 Gone|407 Proxy)/i,
    cause: "The Go module proxy refuses a module.",
    remedy: "Set GOPROXY to a proxy that serves it (see `go env GOPROXY`)",
  },
  {
    pattern: /signal: killed|cannot allocate memory/i,
    cause: "The compiler was killed, most likely because memory ran out.",
    remedy: "Free about 3 GB of memory, or set GOMAXPROCS=1",
  },
] as const;

/**
 * Turns what a failed `go` printed into the cause and the way out, with its last lines. `command` starts the
 * build again.
 */
export function explainBuildFailure(target: string, lines: readonly string[], command: string): EngineError {
  const text = lines.join("\n");
  const known = causes.find(({ pattern }) => pattern.test(text));
  const tail = lines.slice(-lastLineCount).map((line) => `  ${line}`);
  const cause = [`Building ${target} failed. ${known?.cause ?? "Its last lines:"}`, ...tail].join("\n");
  return new EngineError(cause, `${known?.remedy ?? "Fix the cause above"}, then run ${command} again.`);
}
