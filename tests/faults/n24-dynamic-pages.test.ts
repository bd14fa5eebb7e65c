import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import RootLayout from '@/app/layout';

vi.mock('geist/font/mono', () => ({ GeistMono: { variable: 'mono' } }));
vi.mock('geist/font/sans', () => ({ GeistSans: { variable: 'sans' } }));

let request = new Headers();
vi.mock('next/headers', () => ({ headers: () => Promise.resolve(request) }));

it('N24: the frame of every page reads its request, so that none is static and without a nonce', async () => {
  for (const nonce of ['bm9uY2Ux', 'bm9uY2Uy']) {
    request = new Headers({ 'x-nonce': nonce });
    const page = await RootLayout({ children: createElement('main') });
    const scripts = renderToStaticMarkup(page).match(/<script[^>]*>/g) ?? [];
    expect(scripts).not.toEqual([]);
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
  }
});
