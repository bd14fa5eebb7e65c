const MAX_LENGTH = 2_000;

/** A line of the server's output as one JSON record: unchanged if it is one, otherwise wrapped. */
export function asRecord(line: string): string {
  if (isRecord(line)) return line;
  const msg = line.slice(0, MAX_LENGTH);
  return JSON.stringify({ level: 50, time: new Date().toISOString(), source: 'output', msg });
}

function isRecord(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
