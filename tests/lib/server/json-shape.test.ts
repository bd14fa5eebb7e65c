import { expect, it } from 'vitest';
import { answerShape, requestShape, shapeProblem, type ShapeLimits } from '@/lib/server/json-shape';

const limits: ShapeLimits = { depth: 3, values: 6, names: 3 };
const problemOf = (text: string) => shapeProblem(Buffer.from(text), limits);

it.each([
  ['[[[1]]]', null],
  ['[[[[', 'too_deep'],
  ['{"a":{"b":{"c":{', 'too_deep'],
  ['[1,2,3,4,5,6]', null],
  ['[1,2,3,4,5,6,7]', 'too_many_values'],
  ['{"a":1,"a":1,"a":1,"a":1,"a":1,"a":1}', null],
  ['{"a":1,"a":1,"a":1,"a":1,"a":1,"a":1,"a":1}', 'too_many_values'],
  ['[[],[],[],[]]', 'too_many_values'],
  ['{"a":1,"b":2,"c":3}', null],
  ['{"a":1,"b":2,"c":3,"d":4}', 'too_many_values'],
  ['{"1":1,"20":1,"300":1,"4000":1,"0":1}', null],
  ['{"01":1,"02":1,"03":1,"123456":1}', 'too_many_values'],
  ['"[[[[[,,,,,,,:::::::"', null],
  [String.raw`"\"[[[[[[" `, null],
  [String.raw`["\\",[[[1]]]]`, 'too_deep'],
  ['no JSON at all', null],
])('reports for %s: %s', (text, problem) => {
  expect(problemOf(text)).toBe(problem);
});

it('accepts the largest batch with every field a row can have', () => {
  const text = 'somebody@a-customer.example';
  const row = { email: text, seats: 3, original: { email: text, seats: '3' } };
  const body = { name: 'All', rows: Array.from({ length: 50_000 }, () => row), holdSeconds: 10 };
  expect(shapeProblem(Buffer.from(JSON.stringify(body)), requestShape)).toBeNull();
  const changes = Object.fromEntries(
    Array.from({ length: 50_000 }, (_, row) => [
      row,
      { email: text, seats: '3', isIncluded: true },
    ]),
  );
  expect(
    shapeProblem(Buffer.from(JSON.stringify({ changes: { rows: changes } })), requestShape),
  ).toBeNull();
});

it('accepts a vendor’s long list, but not what only fills memory (S33)', () => {
  const user = {
    username: 'ann@south.example',
    allotted: 1,
    used: 0,
    status: 'active',
    createdOn: '2026-01-01',
  };
  const list = Buffer.from(JSON.stringify({ users: Array(200_000).fill(user) }));
  expect(shapeProblem(list, answerShape(list))).toBeNull();
  const many = Array.from({ length: 5_000 }, (_, index) => `{"n${index}":1}`);
  for (const [text, problem] of [
    ['['.repeat(4 * 1024 * 1024), 'too_deep'],
    [`[${'{},'.repeat(1_300_000)}{}]`, 'too_many_values'],
    [`[${many.join(',')}]`, 'too_many_values'],
  ] as const) {
    const bytes = Buffer.from(text);
    expect(shapeProblem(bytes, answerShape(bytes))).toBe(problem);
  }
});
