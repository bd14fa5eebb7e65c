import 'server-only';
import type { MailText } from './texts';

/** The plain text part: everything that the HTML part has. */
export function plainPart(mail: MailText, appUrl: string): string {
  const { title, paragraphs, facts = [], list = [], sections = [] } = mail;
  const { action, links = [], note } = mail;
  return [
    title,
    ...paragraphs,
    ...(facts.length > 0 ? [facts.map(([term, value]) => `${term}: ${value}`).join('\n')] : []),
    ...(list.length > 0 ? [plainList(list)] : []),
    ...sections.map((section) => `${section.title}\n${plainList(section.list)}`),
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...links.map(({ label, url }) => `${label}:\n${url}`),
    ...(note ? [note] : []),
    `-- \n${footer(appUrl)}`,
    '',
  ].join('\n\n');
}

function plainList(list: readonly string[]): string {
  return list.map((entry) => `- ${entry}`).join('\n');
}

/**
 * The HTML part: tables and inline styles, which Outlook renders too; no images, fonts or links
 * but those that the email is about. The style sheet only adds dark colors and is ignored where
 * it isn't supported.
 */
export function htmlPart(mail: MailText, appUrl: string): string {
  const { subject, title, paragraphs, facts = [], list = [], sections = [] } = mail;
  const { action, links = [], note } = mail;
  const body = [
    `<h1 class="ink" style="margin:0 0 12px;font:600 20px/28px ${FONT};color:${INK};word-break:break-word">${escape(title)}</h1>`,
    ...paragraphs.map((text) => paragraph(text)),
    ...(facts.length > 0 ? [factTable(facts)] : []),
    ...(list.length > 0 ? [listTable(list)] : []),
    ...sections.flatMap((section) => [heading(section.title), listTable(section.list)]),
    ...(action ? [button(action)] : []),
    ...(links.length > 0 ? [linkLine(links)] : []),
    ...(note ? [paragraph(note, MUTED)] : []),
    ...(action ? [plainLink(action.url)] : []),
  ].join('\n');
  return `<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escape(subject)}</title>
<style>${DARK}</style>
</head>
<body class="page" style="margin:0;padding:0;background:${PAGE}">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${PAGE}">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td class="muted" style="padding:0 4px 12px;font:500 14px/20px ${FONT};color:${MUTED}">Reseller Desk</td></tr>
<tr><td class="card" style="padding:24px;background:${CARD};border:1px solid ${LINE};border-radius:8px">
${body}
</td></tr>
<tr><td class="muted" style="padding:12px 4px 0;font:400 12px/18px ${FONT};color:${MUTED};word-break:break-word">${escape(footer(appUrl))}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

const FONT = "'Segoe UI',system-ui,-apple-system,Helvetica,Arial,sans-serif";
const PAGE = '#f4f5f7';
const CARD = '#ffffff';
const LINE = '#d9dce1';
const INK = '#1b1e24';
const MUTED = '#5a616c';
const ACCENT = '#2459c9';

const DARK = `
@media (prefers-color-scheme: dark) {
.page { background: #15171b !important; }
.card { background: #1e2127 !important; border-color: #363b45 !important; }
.ink { color: #eceef2 !important; }
.muted { color: #a3aab6 !important; }
.rule { border-color: #363b45 !important; }
.button { background: #4c7ee8 !important; }
.buttonText { color: #0b0d11 !important; }
.link { color: #8fb0f5 !important; }
}`;

function paragraph(text: string, color: typeof INK | typeof MUTED = INK): string {
  const isMuted = color === MUTED;
  const font = isMuted ? '400 13px/20px' : '400 15px/22px';
  return `<p class="${isMuted ? 'muted' : 'ink'}" style="margin:0 0 12px;font:${font} ${FONT};color:${color};word-break:break-word">${escape(text)}</p>`;
}

function heading(text: string): string {
  return `<h2 class="ink" style="margin:16px 0 4px;font:600 15px/22px ${FONT};color:${INK};word-break:break-word">${escape(text)}</h2>`;
}

function factTable(facts: readonly [string, string][]): string {
  const cell = `padding:6px 0;border-top:1px solid ${LINE};font:400 14px/20px ${FONT};vertical-align:top`;
  const rows = facts.map(
    ([term, value]) =>
      `<tr><td class="muted rule" width="96" style="${cell};padding-right:12px;color:${MUTED}">${escape(term)}</td><td class="ink rule" style="${cell};color:${INK};word-break:break-word">${escape(value)}</td></tr>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 12px">\n${rows.join('\n')}\n</table>`;
}

/** Outlook sets its own margins around lists. */
function listTable(list: readonly string[]): string {
  const rows = list.map(
    (entry) =>
      `<tr><td class="ink rule" style="padding:6px 0;border-top:1px solid ${LINE};font:400 14px/20px ${FONT};vertical-align:top;color:${INK};word-break:break-word">${escape(entry)}</td></tr>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 12px">\n${rows.join('\n')}\n</table>`;
}

function button({ label, url }: { label: string; url: string }): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 16px"><tr><td class="button" bgcolor="${ACCENT}" style="background:${ACCENT};border-radius:6px;padding:10px 16px"><a class="buttonText" href="${escape(url)}" style="font:500 15px/20px ${FONT};color:#ffffff;text-decoration:none">${escape(label)}</a></td></tr></table>`;
}

function linkLine(links: NonNullable<MailText['links']>): string {
  const anchors = links.map(
    ({ label, url }) =>
      `<a class="link" href="${escape(url)}" style="color:${ACCENT}">${escape(label)}</a>`,
  );
  return `<p class="muted" style="margin:0 0 16px;font:400 14px/22px ${FONT};color:${MUTED}">${anchors.join(' · ')}</p>`;
}

/** Some programs show no buttons. */
function plainLink(url: string): string {
  return `<p class="muted" style="margin:0;font:400 12px/18px ${FONT};color:${MUTED};word-break:break-all">Or copy this address into your browser: ${escape(url)}</p>`;
}

function footer(appUrl: string): string {
  return `Sent by Reseller Desk at ${appUrl}. Don’t reply: no one reads answers to this email.`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
