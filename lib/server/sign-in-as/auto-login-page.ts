import 'server-only';
import { createHash } from 'node:crypto';
import type { Problem } from '@/lib/contract/problem';

/** What the form on the page needs for another try. */
export type AutoLoginRetry = {
  username: string;
  account: string;
  mayStore: boolean;
  reason?: string;
  ticket?: string;
  /** A password was typed, and has to be typed again: it isn't returned. */
  isTyped: boolean;
};

/**
 * The product's own colors, light and dark: this page isn't rendered by React and has no
 * stylesheet.
 */
const STYLE = `
:root { color-scheme: light dark; --page: oklch(0.985 0.002 261); --card: #fff; --ink: oklch(0.24 0.01 261);
  --muted: oklch(0.48 0.012 261); --line: oklch(0.9 0.006 261); --field: oklch(0.83 0.008 261);
  --accent: oklch(0.52 0.165 261); --accent-text: oklch(0.47 0.16 261); --bad: oklch(0.49 0.175 26);
  font: 14px/1.5 Geist, ui-sans-serif, system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { :root { --page: oklch(0.17 0.006 261); --card: oklch(0.21 0.007 261);
  --ink: oklch(0.95 0.004 261); --muted: oklch(0.74 0.01 261); --line: oklch(0.32 0.01 261);
  --field: oklch(0.43 0.012 261); --accent: oklch(0.55 0.165 261); --accent-text: oklch(0.775 0.105 258);
  --bad: oklch(0.79 0.12 22); } }
* { box-sizing: border-box; }
body { margin: 0; padding: 10vh 1rem 2rem; background: var(--page); color: var(--ink); }
main { max-width: 28rem; margin: 0 auto; padding: 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .625rem; overflow-wrap: anywhere; }
.brand { display: flex; align-items: center; gap: .5rem; margin: 0 0 1.25rem; font-weight: 600; }
.kind { margin: 0; color: var(--bad); font-size: .8125rem; font-weight: 500; }
h1 { font-size: 1.25rem; line-height: 1.3; margin: .125rem 0 .5rem; text-wrap: balance; }
form { margin: 1.25rem 0; display: grid; gap: .875rem; }
label { display: grid; gap: .25rem; font-weight: 500; }
label.row { display: flex; gap: .5rem; align-items: center; font-weight: 400; }
input, button { font: inherit; min-height: 2.25rem; padding: .375rem .625rem; border-radius: .375rem; }
input:not([type=checkbox]) { width: 100%; color: inherit; background: var(--card); border: 1px solid var(--field); }
input[type=checkbox] { min-height: 0; margin: 0; width: 1rem; height: 1rem; accent-color: var(--accent); }
button { justify-self: start; padding-inline: 1rem; border: 0; color: #fff; background: var(--accent);
  font-weight: 500; cursor: pointer; }
a { color: var(--accent-text); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent-text); outline-offset: 2px; }
small { color: var(--muted); }
main > :last-child { margin-bottom: 0; }
`;

/**
 * The page answers a POST, which a reload would send again: an unintended second sign-in that even
 * counts if the response to the first was lost. With this, a reload follows the page's one link
 * instead.
 */
const SCRIPT = "history.replaceState(null, '', document.links[0].href);";

const STYLE_HASH = hashOf(STYLE);
const SCRIPT_HASH = hashOf(SCRIPT);

/** The page's headline, if the code's own title is too general for it. */
const HEADLINES: Partial<Record<string, string>> = {
  password_required: 'This user’s password is needed',
  user_not_found: 'RemotePC doesn’t list this user',
  account_suspended: 'This user’s account is suspended',
  account_cancelled: 'This user’s account is canceled',
  ip_blocked: 'RemotePC blocks this server’s address for this user',
  sign_in_held: 'Sign-ins as this user are on hold',
  circuit_open: 'Sign-ins are on hold',
  rate_limited: 'You’ve reached the hourly limit of sign-ins',
  approval_required: 'Approval by a second person is required first',
  step_up_required: 'Confirm your password first',
  request_in_flight: 'This sign-in is already open in another tab',
  redirect_refused: 'RemotePC’s link can’t be trusted',
  upstream_timeout: 'RemotePC didn’t respond in time',
  upstream_unavailable: 'RemotePC can’t be reached',
  upstream_unauthorized: 'RemotePC rejected this account’s API key',
  upstream_forbidden: 'RemotePC denied access to this server',
  upstream_malformed: 'RemotePC’s response can’t be read',
  upstream_rate_limited: 'RemotePC is rate limiting requests',
};

function headlineOf({ code, title, errors }: Problem): string {
  if (code !== 'upstream_rejected') return HEADLINES[code] ?? title;
  const isPassword = errors?.some(({ path }) => path === 'password') ?? false;
  return isPassword ? 'The password is probably wrong' : 'RemotePC rejected the sign-in';
}

/** Failures after which the form may help, and what it asks for. */
const FIELDS: Partial<Record<string, 'password' | 'reason'>> = {
  password_required: 'password',
  vault_locked: 'password',
  upstream_rejected: 'password',
  reason_required: 'reason',
  ticket_required: 'reason',
};

const ASKED_IN_DESK: ReadonlySet<string> = new Set(['step_up_required', 'approval_required']);

/**
 * A failed sign-in as a page, for the tab that the form opened: what happened, the next step and,
 * if it helps, the form again. Contains no password and no link.
 * @param formTargets origins the sign-in may lead to; browsers check a form's response against them
 */
export function autoLoginPage(
  problem: Problem,
  options: { retry: AutoLoginRetry | null; formTargets: readonly string[] },
): Response {
  const { retry, formTargets } = options;
  const asksFor = FIELDS[problem.code];
  // A locked vault can't store a password either.
  const mayStore = retry?.mayStore === true && problem.code !== 'vault_locked';
  const form = retry && asksFor ? retryForm({ ...retry, mayStore }, asksFor) : '';
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(headlineOf(problem))} – Reseller Desk</title>
<link rel="icon" href="/icon.svg">
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="brand"><img src="/icon.svg" alt="" width="24" height="24">Reseller Desk</p>
<p class="kind">Not signed in</p>
<h1>${escapeHtml(headlineOf(problem))}</h1>
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
${hiddenField('username', username)}${hiddenField('account', account)}${fields}${password}<button type="submit">Sign in as this user</button>
</form>
`;
}

function passwordFields({ username, mayStore }: AutoLoginRetry): string {
  const remember = mayStore
    ? '<label class="row"><input type="checkbox" name="storePassword" value="true"> Store it for one-click sign-in</label>\n'
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

/**
 * Leads to the dialog for what this page can't ask: the person's own password, a second person's
 * approval.
 */
function wayBack(problem: Problem, retry: AutoLoginRetry | null): string {
  if (!retry || !ASKED_IN_DESK.has(problem.code)) return '<a href="/users">Back to users</a>';
  const query = new URLSearchParams({
    account: retry.account,
    search: retry.username,
    do: 'sign-in',
  });
  return `<a href="/users?${escapeHtml(String(query))}">Continue in Reseller Desk</a>`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
