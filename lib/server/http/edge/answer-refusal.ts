import 'server-only';
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Problem } from '@/lib/contract/problem';
import { problems } from '@/lib/server/http/problem';
import { isApiPath, pathOf, type Refusal } from './refusal';

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; --ink: #17191f; --muted: #565b66; --ground: #f7f8fa; --accent: #2f62cf; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef2; --muted: #a4a9b5; --ground: #14161b; --accent: #5b8af0; } }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: var(--ground); color: var(--ink); }
main { width: min(26rem, 100% - 2rem); padding: 3rem 0; overflow-wrap: anywhere; }
header { display: flex; align-items: center; gap: .5rem; margin-bottom: 1.5rem; font-size: .8125rem; font-weight: 500; }
h1 { font-size: 1.25rem; line-height: 1.3; font-weight: 600; margin: 0; text-wrap: balance; }
p { margin: .5rem 0 0; color: var(--muted); }
rect { fill: var(--accent); }
`;

const BRAND =
  '<svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" rx="6"/><path d="M8.5 6.5h7v5h-7zM5 14.5h14M7.5 14.5v4M16.5 14.5v4" fill="none" stroke="#fff" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"/></svg>';

const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Responds instead of Next: a browser that opens a page gets a page, all others a problem. */
export function answerRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  { refusal, requestId }: { refusal: Refusal; requestId: string },
): void {
  const { code, detail, headers } = refusal;
  const [status, title] = problems[code];
  const problem: Problem = {
    type: `urn:reseller-desk:problem:${code}`,
    title,
    status,
    code,
    detail,
    requestId,
  };
  const isPage = !isApiPath(pathOf(request)) && /\btext\/html\b/.test(request.headers.accept ?? '');
  response.writeHead(status, {
    'content-type': isPage ? 'text/html; charset=utf-8' : 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    ...(isPage && { 'content-security-policy': PAGE_POLICY }),
    ...headers,
  });
  response.end(isPage ? pageOf(problem) : JSON.stringify(problem));
}

function pageOf({ title, detail, requestId }: Problem): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} · Reseller Desk</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<header>${BRAND} Reseller Desk</header>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(detail)}</p>
<p><small>Request ${escapeHtml(requestId)}</small></p>
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
