import { createHash } from 'node:crypto';
import { htmlReply, type Reply } from './reply';

const style = `
:root{color-scheme:light dark;font-family:system-ui,sans-serif;line-height:1.5}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}
main{max-width:34rem;padding:2rem}
p.tag{font-size:.8rem;letter-spacing:.08em;text-transform:uppercase;opacity:.7;margin:0}
h1{font-size:1.5rem;margin:.5rem 0 1rem;overflow-wrap:anywhere}
`;

const styleHash = createHash('sha256').update(style).digest('base64');

export function signedInPage(username: string): Reply {
  return page(200, `You are signed in as ${username}`, [
    'On the real service this would be the RemotePC console of that customer.',
    'The link that brought you here worked once and works no more.',
  ]);
}

export function spentLinkPage(): Reply {
  return page(410, 'This sign-in link has been used or has expired', [
    'A link works once, and for five minutes. Sign in again from the list of customer users.',
  ]);
}

function page(status: number, title: string, paragraphs: string[]): Reply {
  const reply = htmlReply(
    status,
    `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)} · Sandbox</title><style>${style}</style></head>
<body><main><p class="tag">RemotePC sandbox</p><h1>${escape(title)}</h1>
${paragraphs.map((text) => `<p>${escape(text)}</p>`).join('\n')}
</main></body>
</html>
`,
  );
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'`,
    },
  };
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
