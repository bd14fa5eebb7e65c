import 'server-only';
import { createHash } from 'node:crypto';
import type { Problem } from '../schemas/problem';

/** What the form on the page needs to try once more. */
export type AutoLoginRetry = {
  username: string;
  account: string;
  mayStore: boolean;
  reason?: string;
  ticket?: string;
  /** A password was typed, and has to be typed again: it isn't sent back. */
  isTyped: boolean;
};

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 30rem; margin: 12vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .5rem; text-wrap: balance; }
form { margin: 1.5rem 0; display: grid; gap: .75rem; }
label { display: grid; gap: .25rem; }
label.row { display: flex; gap: .5rem; align-items: center; }
input, button { font: inherit; padding: .5rem .625rem; }
button { justify-self: start; padding-inline: 1rem; cursor: pointer; }
small { opacity: .75; overflow-wrap: anywhere; }
`;

/**
 * The page is the answer to a post, which a reload would send again: a second sign-in that nobody
 * meant, where the answer to the first was lost even one that counts. With this a reload leads to
 * where the page's one link does.
 */
const SCRIPT = "history.replaceState(null, '', document.links[0].href);";

const STYLE_HASH = hashOf(STYLE);
const SCRIPT_HASH = hashOf(SCRIPT);

/** Failures after which the form once more may help, and what it asks for. */
const FIELDS: Partial<Record<string, 'password' | 'reason'>> = {
  password_required: 'password',
  vault_locked: 'password',
  upstream_rejected: 'password',
  reason_required: 'reason',
  ticket_required: 'reason',
};

const ASKED_IN_DESK: ReadonlySet<string> = new Set(['step_up_required', 'approval_required']);

/**
 * A failed sign-in as a page of its own, for the tab that the form opened: what happened, the next
 * step, and where it helps the form once more. Holds no password and no link.
 * @param formTargets origins the sign-in may lead to; browsers check the answer of a form by them
 */
export function autoLoginPage(
  problem: Problem,
  options: { retry: AutoLoginRetry | null; formTargets: readonly string[] },
): Response {
  const { retry, formTargets } = options;
  const asksFor = FIELDS[problem.code];
  // A locked vault takes no password in either.
  const mayStore = retry?.mayStore === true && problem.code !== 'vault_locked';
  const form = retry && asksFor ? retryForm({ ...retry, mayStore }, asksFor) : '';
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(problem.title)} – Reseller Desk</title>
<link rel="icon" href="/icon.svg">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(problem.title)}</h1>
<p>${escapeHtml(problem.detail)}</p>
${form}<p>${wayBack(problem, retry)}</p>
<p><small>Request ${escapeHtml(problem.requestId)}</small></p>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
  return new Response(html, {
    status: problem.status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [
        "default-src 'none'",
        `style-src 'sha256-${STYLE_HASH}'`,
        `script-src 'sha256-${SCRIPT_HASH}'`,
        "img-src 'self'",
        `form-action ${["'self'", ...formTargets].join(' ')}`,
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    },
  });
}

function retryForm(retry: AutoLoginRetry, asksFor: 'password' | 'reason'): string {
  const { username, account, reason = '', ticket = '' } = retry;
  const fields =
    asksFor === 'reason'
      ? textField('reason', 'Reason', reason, 1_000) + textField('ticket', 'Ticket', ticket, 200)
      : hiddenField('reason', reason) + hiddenField('ticket', ticket);
  const password = asksFor === 'password' || retry.isTyped ? passwordFields(retry) : '';
  return `<form method="post" action="/api/auto-login">
${hiddenField('username', username)}${hiddenField('account', account)}${fields}${password}<button type="submit">Sign in as this customer</button>
</form>
`;
}

function passwordFields({ username, mayStore }: AutoLoginRetry): string {
  const remember = mayStore
    ? '<label class="row"><input type="checkbox" name="storePassword" value="true"> Remember it for one-click sign-in</label>\n'
    : '';
  return `<label>Password of ${escapeHtml(username)}
<input type="password" name="password" required maxlength="1000" autocomplete="off"></label>
${remember}`;
}

function textField(name: string, label: string, value: string, most: number): string {
  return `<label>${label}
<input name="${name}" value="${escapeHtml(value)}" maxlength="${most}" autocomplete="off"></label>
`;
}

function hiddenField(name: string, value: string): string {
  return value && `<input type="hidden" name="${name}" value="${escapeHtml(value)}">\n`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Where the desk asks for what this page can't: one's own password, a second person's approval. */
function wayBack(problem: Problem, retry: AutoLoginRetry | null): string {
  if (!retry || !ASKED_IN_DESK.has(problem.code)) return '<a href="/users">Back to the users</a>';
  const query = new URLSearchParams({
    account: retry.account,
    search: retry.username,
    do: 'sign-in',
  });
  return `<a href="/users?${escapeHtml(String(query))}">Go on in Reseller Desk</a>`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
