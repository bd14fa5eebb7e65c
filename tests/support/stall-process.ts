// Measures what one body costs: how long nothing else would be served, and how much memory stays.
import { NextRequest } from 'next/server';
import { readJson } from '@/lib/server/http/read-input';
import { changeDraftInputSchema, createBatchInputSchema } from '@/lib/contract/invitations';

const MiB = 1024 * 1024;
const filled = (start: string, part: (index: number) => string, end: string, bytes: number) => {
  const parts: string[] = [];
  for (let size = 0, index = 0; size < bytes; index += 1) {
    const text = part(index);
    parts.push(text);
    size += text.length + 1;
  }
  return `${start}${parts.join(',')}${end}`;
};

const bodies: Record<string, string> = {
  deep: '['.repeat(10 * MiB),
  'deep objects': '{"a":'.repeat(2 * MiB),
  keys: filled('{', (index) => `"k${index}":1`, '}', 9 * MiB),
  'keys of a draft': filled('{"changes":{"rows":{', (index) => `"a${index}":1`, '}}}', 8 * MiB),
  'small objects of many names': filled('[', (i) => `{"a${i}":1}`, ']', 9 * MiB),
  numbers: filled('{"rows":[', () => '1', ']}', 9 * MiB),
  'faulty rows': filled('{"rows":[', () => '{"email":1,"x":[]}', ']}', 900_000),
  'faulty rows of a draft': filled('{"changes":{"rows":{', (i) => `"${i}":1`, '}}}', 400_000),
  'empty lists': filled('[', () => '[]', ']', 9 * MiB),
};

async function send(body: string): Promise<string> {
  const request = new NextRequest('http://localhost/', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const schema = body.startsWith('{"changes"') ? changeDraftInputSchema : createBatchInputSchema;
  return readJson(request, schema, { maxBytes: 10 * MiB }).then(
    () => 'taken',
    (error: { code: string }) => error.code,
  );
}

const results: Record<string, { answer: string; cpuMs: number; grownMiB: number }> = {};
await send('{}');
for (const [name, body] of Object.entries(bodies)) {
  globalThis.gc?.();
  const before = { rss: process.memoryUsage().rss, cpu: process.cpuUsage() };
  const answer = await send(body);
  const cpu = process.cpuUsage(before.cpu);
  results[name] = {
    answer,
    cpuMs: (cpu.user + cpu.system) / 1_000,
    grownMiB: (process.memoryUsage().rss - before.rss) / MiB,
  };
}
process.stdout.write(JSON.stringify(results));
