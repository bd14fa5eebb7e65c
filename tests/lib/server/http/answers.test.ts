import { describe, expect, it } from 'vitest';
import { json, jsonWithEtag, noContent } from '@/lib/server/http/answers';

const asking = (etag?: string) =>
  new Request('http://desk.example/api/users', {
    headers: etag === undefined ? {} : { 'if-none-match': etag },
  });

const data = { items: [{ username: 'ann@x.example' }] };
const etagOf = (content: unknown) => jsonWithEtag(asking(), content).headers.get('etag') ?? '';

describe('a JSON response', () => {
  it('isn’t cached', async () => {
    const response = json(data);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toEqual(data);
  });

  it('accepts another status and further headers', () => {
    const response = json(data, { status: 201, headers: { location: '/api/batches/bat_1' } });
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe('/api/batches/bat_1');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('may be empty, and isn’t cached either', async () => {
    const response = noContent();
    expect([response.status, response.headers.get('cache-control')]).toEqual([204, 'no-store']);
    expect(await response.text()).toBe('');
  });
});

describe('a response with an ETag', () => {
  it('is complete for a client without a copy', async () => {
    const response = jsonWithEtag(asking(), data);
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toMatch(/^"[\w-]{43}"$/);
    expect(await response.json()).toEqual(data);
  });

  it('has the same ETag for the same content and a different one for other content', () => {
    expect(etagOf({ ...data })).toBe(etagOf(data));
    expect(etagOf({ items: [] })).not.toBe(etagOf(data));
  });

  it.each([
    ['the ETag itself', (etag: string) => etag],
    ['the mark of a proxy that compresses', (etag: string) => `W/${etag}`],
    ['several, ours among them', (etag: string) => `"older", W/"other" , ${etag}`],
    ['a star', () => '*'],
  ])('is 304 and empty for %s', async (_, given) => {
    const etag = etagOf(data);
    const response = jsonWithEtag(asking(given(etag)), data);
    expect(response.status).toBe(304);
    expect(response.headers.get('etag')).toBe(etag);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toBe('');
  });

  it.each(['"older"', '', 'W/', etagOf(data).slice(1, -1), `${etagOf(data)}x`])(
    'is complete for %j',
    (given) => {
      expect(jsonWithEtag(asking(given), data).status).toBe(200);
    },
  );
});
