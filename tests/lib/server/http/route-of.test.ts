import { describe, expect, it } from 'vitest';
import { routeOf } from '@/lib/server/http/route-of';

describe('the route of a call', () => {
  it.each([
    ['/api/users', {}, '/api/users'],
    ['/api/customers/cus_1/merge', { id: 'cus_1' }, '/api/customers/[id]/merge'],
    ['/api/users/ann%40south.example', { key: 'ann@south.example' }, '/api/users/[key]'],
    ['/api/users/users', { key: 'users' }, '/api/users/[key]'],
    [
      '/api/staff/a/sessions/b',
      { id: 'a', sessionId: 'b' },
      '/api/staff/[id]/sessions/[sessionId]',
    ],
    ['/api/no/such/secret', { unknown: ['no', 'such', 'secret'] }, '/api/[...unknown]'],
    ['/api/users/%', { key: '%' }, '/api/users/[key]'],
  ])('%s: %j', (path, params, route) => {
    expect(routeOf(path, params)).toBe(route);
  });
});
