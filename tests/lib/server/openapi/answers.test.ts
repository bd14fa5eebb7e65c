import { expect, it } from 'vitest';
import { expectDescribed } from '@/tests/support/described-answers';

const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' });
const live = (status: number, body: object) => () =>
  expectDescribed('GET /api/health/live', { status, headers, body: JSON.stringify(body) });

it('an answer that isn’t as described is noticed: a value, a property, a status, a route', () => {
  expect(live(200, { status: 'ok' })).not.toThrow();
  expect(live(200, { status: 'fine' })).toThrow('must be equal to constant');
  expect(live(200, { status: 'ok', more: 1 })).toThrow('must NOT have additional');
  expect(live(201, { status: 'ok' })).toThrow('201 isn’t described');
  expect(() => expectDescribed('GET /api/nothing', { status: 200, headers, body: '{}' })).toThrow(
    '200 isn’t described',
  );
});
