import { describe, expect, it } from 'vitest';
import { htmlPart, plainPart } from '@/lib/server/mail/layout';
import { mailForm, slackForm, teamsForm, webhookForm } from '@/lib/server/notifications/forms';
import { isQuiet } from '@/lib/server/notifications/times';
import { messageOf, summaryOf, testMessage } from '@/lib/server/notifications/texts';
import { notificationKinds } from '@/lib/shared/notifications';

const appUrl = 'https://desk.example';
const HOSTILE = '<!channel> *x* [pay](https://evil.example) <b>&amp;</b>\r\nBcc: all@x \u202egnp';
const account = 'North & Co <https://evil.example|click>';

const items = {
  approval_asked: { by: HOSTILE, what: HOSTILE, reason: HOSTILE },
  approval_decided: { by: HOSTILE, what: HOSTILE, isApproved: true },
  batch_finished: { id: 'bat/../1', name: HOSTILE, total: 10, problems: 2 },
  batch_trouble: { id: 'bat_1', name: HOSTILE, reason: 'unreachable' },
  account_failing: { account, detail: HOSTILE },
  seats_over: { user: HOSTILE, seats: 5, seatsUsed: 7, account },
  seats_full: { user: HOSTILE, seats: 5, seatsUsed: 5, account },
  device_offline: { device: HOSTILE, since: '2026-11-14T14:02:00Z', account },
  limit_reached: { by: HOSTILE, action: 'export.limit_reached', isDenied: true },
  new_device: { person: HOSTILE, device: HOSTILE, place: '203.0.113.7' },
  statement_ready: { id: 'stm_1', month: '2026-10' },
  backup_failed: { file: HOSTILE },
  weekly_report: {
    monday: '2026-11-30',
    seats: { users: 3, seats: 20, seatsUsed: 12, unused: 9, over: 1, full: 1 },
    changes: {
      ...{ joined: 1, left: 1, more: 1, less: 0, seats: 5 },
      largest: [{ user: HOSTILE, before: 0, after: 5 }],
    },
    devices: { devices: 4, offline: 2, days: 30, long: 1 },
    ...{ problems: 1, failing: [HOSTILE], unread: [] },
  },
};

/** Every text that Slack or Teams would parse. */
function parsedTexts(node: unknown, types: readonly string[]): string[] {
  if (Array.isArray(node)) return node.flatMap((one) => parsedTexts(one, types));
  if (typeof node !== 'object' || node === null) return [];
  const { type, text } = node as { type?: unknown; text?: unknown };
  const own = typeof text === 'string' && types.includes(String(type)) ? [text] : [];
  return [...own, ...Object.values(node).flatMap((one) => parsedTexts(one, types))];
}

describe.each(notificationKinds)('a message of the kind %s', (kind) => {
  const message = messageOf({ kind, items: [items[kind]], count: 1 });
  const many = messageOf({ kind, items: [items[kind], items[kind]], count: 1_200 });

  it('has hostile names on one line, and only where nothing parses them', () => {
    expect(message.title).not.toMatch(/evil|channel/);
    expect(message.lines.join('')).not.toMatch(/[\r\n\u202e]/);
    const slack = slackForm({ message, appUrl }) as { text: string };
    expect(parsedTexts(slack, ['mrkdwn', 'plain_text', 'undefined'])).toSatisfy((texts: string[]) =>
      texts.every((text) => !/evil|channel/.test(text)),
    );
    expect(parsedTexts(teamsForm({ message, appUrl }), ['TextBlock'])).toEqual([message.title]);
    const mail = mailForm({ message, appUrl });
    expect(mail.subject).toBe(message.title);
    const html = htmlPart(mail, appUrl);
    expect(html).not.toMatch(/<b>|<!channel/);
    // Every link is to the console.
    expect(html.match(/href="[^"]*"/g)).toEqual(
      [mail.action, ...(mail.links ?? [])].map(
        (link) => `href="${appUrl}${link?.url.slice(appUrl.length).replaceAll('&', '&amp;')}"`,
      ),
    );
    expect(plainPart(mail, appUrl)).toContain(mail.action?.url);
  });

  it('leads to a page of the console, and counts what it doesn’t list', () => {
    const form = webhookForm({
      ...{ message, appUrl, kind, count: 1, items: [items[kind]], at: '2026-11-14T14:02:00Z' },
    }) as { data: { url: string } };
    const { origin, pathname } = new URL(form.data.url);
    expect(origin).toBe(appUrl);
    expect(pathname).not.toMatch(/\/\.\./);
    // There is one report of a week.
    if (kind === 'weekly_report') return;
    expect([many.more, many.title.startsWith('1,200 ')]).toEqual([1_198, true]);
    expect(JSON.stringify(teamsForm({ message: many, appUrl }))).toContain('And 1,198 more');
  });
});

describe('the forms', () => {
  it('are what Slack and Teams document', () => {
    const message = messageOf({
      ...{ kind: 'seats_over', count: 1 },
      items: [{ ...items.seats_over, user: 'bo@x.example', account: 'Main' }],
    });
    const title = 'A user has more seats in use than assigned';
    const line = 'bo@x.example: 7 of 5 seats in use (Main)';
    const url = 'https://desk.example/users?account=all&seats=over&sort=unused';
    expect(slackForm({ message, appUrl })).toEqual({
      ...{ text: title, unfurl_links: false, unfurl_media: false },
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
        {
          type: 'rich_text',
          elements: [
            {
              ...{ type: 'rich_text_list', style: 'bullet' },
              elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: line }] }],
            },
          ],
        },
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [{ type: 'link', url, text: 'Open Users' }],
            },
          ],
        },
      ],
    });
    expect(teamsForm({ message, appUrl })).toEqual({
      type: 'message',
      attachments: [
        {
          ...{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null },
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            ...{ type: 'AdaptiveCard', version: '1.4', msteams: { width: 'Full' } },
            body: [
              { type: 'TextBlock', text: title, weight: 'Bolder', size: 'Medium', wrap: true },
              {
                type: 'RichTextBlock',
                inlines: [{ type: 'TextRun', text: line }],
                spacing: 'Small',
              },
            ],
            actions: [{ type: 'Action.OpenUrl', title: 'Open Users', url }],
          },
        },
      ],
    });
    expect(mailForm({ message: testMessage, appUrl }).subject).toBe('Notifications arrive here');
  });
});

describe('a daily summary', () => {
  const message = summaryOf([
    { kind: 'backup_failed', count: 12, items: [items.backup_failed, items.backup_failed] },
    { kind: 'limit_reached', count: 1, items: [items.limit_reached] },
  ]);
  const [backups = '', limits = ''] = ['12 backups failed', 'A limit was reached'];

  it('has each kind under a heading, also in plain text', () => {
    const mail = mailForm({ message, appUrl });
    expect(mail.subject).toBe('Daily summary: 13 events');
    const plain = plainPart(mail, appUrl);
    expect(plain).toMatch(
      /\n\n12 backups failed\n- .+\n- .+\n- And 10 more\n\nA limit was reached\n- /,
    );
    expect(plain).toContain('Open Reseller Desk:\nhttps://desk.example/');
    const html = htmlPart(mail, appUrl);
    expect(html.match(/<h2[^>]*>[^<]*/g)?.map((one) => one.replace(/.*>/, ''))).toEqual([
      ...[backups, limits],
    ]);
    expect(html).not.toMatch(/<b>|<!channel/);
  });

  it('has names only where Slack and Teams parse nothing', () => {
    const slack = slackForm({ message, appUrl });
    expect(parsedTexts(slack, ['mrkdwn', 'plain_text', 'undefined']).join()).not.toMatch(/evil/);
    expect(JSON.stringify(slack)).toContain(
      `{"type":"text","text":"${backups}","style":{"bold":true}}`,
    );
    expect(parsedTexts(teamsForm({ message, appUrl }), ['TextBlock'])).toEqual([
      ...['Daily summary: 13 events', backups, limits],
    ]);
  });

  it('of one kind leads to its page', () => {
    const one = summaryOf([{ kind: 'limit_reached', count: 1, items: [items.limit_reached] }]);
    expect([one.title, one.link.path]).toEqual([
      ...['Daily summary: 1 event', '/activity?action=.limit_reached'],
    ]);
  });
});

describe('quiet hours', () => {
  it.each([
    ['21:59', false],
    ['22:00', true],
    ['02:30', true],
    ['06:59', true],
    ['07:00', false],
    ['12:00', false],
  ])('over midnight, at %s: %s', (clock, isQuietThen) => {
    const hours = { from: '22:00', to: '07:00', timeZone: 'UTC' };
    expect(isQuiet(hours, new Date(`2026-11-30T${clock}:00Z`))).toBe(isQuietThen);
  });

  it('go by the clock of their zone, also when it changes', () => {
    const hours = { from: '12:00', to: '13:00', timeZone: 'America/New_York' };
    expect(isQuiet(hours, new Date('2026-07-01T16:30:00Z'))).toBe(true);
    expect(isQuiet(hours, new Date('2026-12-01T16:30:00Z'))).toBe(false);
    expect(isQuiet(hours, new Date('2026-12-01T17:30:00Z'))).toBe(true);
    expect(isQuiet(null, new Date())).toBe(false);
  });
});
