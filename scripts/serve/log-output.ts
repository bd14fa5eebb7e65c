type Output = NodeJS.WriteStream;

const cut = new Set<Output>();

/**
 * A full disk or a reader that went away costs lines of the log, never the server. Node itself
 * forgives only one failed line at a time.
 */
export function forgiveFailedLines(): void {
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', () => cut.add(output));
  }
}

/** A full disk may have cut the line before: this one begins on its own, and can be parsed. */
export function writeLine(output: Output, line: string): void {
  const lineBreak = cut.delete(output) ? '\n' : '';
  output.write(`${lineBreak}${line}\n`);
}
