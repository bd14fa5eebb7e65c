import 'server-only';
import type { MailText } from '@/lib/server/mail/texts';
import { moreWords, type Message } from './texts';

/** A message with the address of its page. */
type Addressed = { message: Message; appUrl: string };

const urlOf = ({ message, appUrl }: Addressed) => new URL(message.link.path, appUrl).href;

function listsOf({ message: { lists = [] }, appUrl }: Addressed): { label: string; url: string }[] {
  return lists.map(({ label, path }) => ({ label, url: new URL(path, appUrl).href }));
}

/** Nothing in the subject names a person: notification centers and logs show it. */
export function mailForm(given: Addressed): MailText {
  const { title, link, sections } = given.message;
  return {
    ...{ subject: title, title },
    paragraphs: [],
    list: linesOf(given.message),
    ...(sections && {
      sections: sections.map((section) => ({ title: section.title, list: linesOf(section) })),
    }),
    action: { label: link.label, url: urlOf(given) },
    links: listsOf(given),
  };
}

/**
 * For an incoming webhook of Slack. Names are only in `rich_text`, whose text isn't parsed: there,
 * `<!channel>`, `*` and links are just characters. https://docs.slack.dev/reference/block-kit/blocks
 */
export function slackForm(given: Addressed): object {
  const { title, link } = given.message;
  const lists = listsOf(given);
  return {
    text: escapeMarkdown(title),
    ...{ unfurl_links: false, unfurl_media: false },
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
      ...sectionsOf(given.message).map(({ heading, lines }) => ({
        type: 'rich_text',
        elements: [
          ...(heading === null ? [] : [slackText(heading, { bold: true })]),
          {
            ...{ type: 'rich_text_list', style: 'bullet' },
            elements: lines.map((line) => slackText(line)),
          },
        ],
      })),
      ...(lists.length === 0
        ? []
        : [
            {
              type: 'rich_text',
              elements: [
                {
                  ...{ type: 'rich_text_list', style: 'bullet' },
                  elements: lists.map(({ label, url }) => slackLink(label, url)),
                },
              ],
            },
          ]),
      {
        type: 'rich_text',
        elements: [slackLink(link.label, urlOf(given))],
      },
    ],
  };
}

function slackText(text: string, style?: { bold: true }) {
  return { type: 'rich_text_section', elements: [{ type: 'text', text, ...(style && { style }) }] };
}

function slackLink(text: string, url: string) {
  return { type: 'rich_text_section', elements: [{ type: 'link', url, text }] };
}

function escapeMarkdown(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * For a workflow of Teams: *Send webhook alerts to a channel*. Names are only in `TextRun`, which
 * knows no Markdown, unlike `TextBlock`. https://adaptivecards.io/explorer/TextRun.html
 */
export function teamsForm(given: Addressed): object {
  const { title, link } = given.message;
  const run = (text: string) => ({
    ...{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }], spacing: 'Small' },
  });
  const headed = (text: string) => ({
    ...{ type: 'TextBlock', text, weight: 'Bolder', wrap: true, spacing: 'Medium' },
  });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    ...{ type: 'AdaptiveCard', version: '1.4' },
    body: [
      { type: 'TextBlock', text: title, weight: 'Bolder', size: 'Medium', wrap: true },
      ...sectionsOf(given.message).flatMap(({ heading, lines }) => [
        ...(heading === null ? [] : [headed(heading)]),
        ...lines.map(run),
      ]),
    ],
    actions: [{ label: link.label, url: urlOf(given) }, ...listsOf(given)].map(
      ({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url }),
    ),
    msteams: { width: 'Full' },
  };
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        ...{ contentUrl: null, content },
      },
    ],
  };
}

type OfWebhook = Addressed & { kind: string; count: number; at: string; items: readonly unknown[] };

/** For other software: what the message is made from, and its words. */
export function webhookForm(given: OfWebhook): object {
  const { message, kind, count, at, items } = given;
  const { title, sections } = message;
  const lines = sections?.flatMap((section) => [section.title, ...section.lines]) ?? message.lines;
  const links = listsOf(given);
  return {
    ...{ type: `notification.${kind}`, timestamp: at },
    data: {
      kind,
      count,
      title,
      lines,
      url: urlOf(given),
      ...(links.length > 0 && { links }),
      items,
    },
  };
}

/** A message of one kind has no headings. */
function sectionsOf(message: Message): { heading: string | null; lines: string[] }[] {
  const { sections } = message;
  if (!sections) return [{ heading: null, lines: linesOf(message) }];
  return sections.map((section) => ({ heading: section.title, lines: linesOf(section) }));
}

function linesOf({ lines, more }: Pick<Message, 'lines' | 'more'>): string[] {
  return more > 0 ? [...lines, moreWords(more)] : [...lines];
}
