import { describe, expect, it } from 'vitest';
import { asRecord } from '@/scripts/serve/as-record';

describe('a line of the server’s output (N45)', () => {
  it('stays as it is if it is a record', () => {
    expect(asRecord('{"level":40,"msg":"x"}')).toBe('{"level":40,"msg":"x"}');
  });

  it.each([
    'Error: something',
    '    at file.js:1:2',
    '{"level":40,',
    '{broken}',
    '"text"',
    '\u001b[31m⨯\u001b[39m Received "…"}',
    'x'.repeat(100_000),
  ])('becomes one otherwise', (line) => {
    const record = asRecord(line);
    expect(record).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(record)).toMatchObject({ level: 50, source: 'output' });
    expect(record.length).toBeLessThan(2_200);
  });
});
