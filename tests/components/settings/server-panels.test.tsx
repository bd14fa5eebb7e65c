import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { rangeMessage, readLimit } from '@/components/settings/limit-field';
import { ServerPanel, WarningsPanel } from '@/components/settings/server-panels';

afterEach(cleanup);

describe('the warnings', () => {
  it('are hidden while there is nothing to fix', () => {
    const { container } = render(<WarningsPanel warnings={[]} />);
    expect(container.textContent).toBe('');
  });

  it('each name the setting and what to do', () => {
    const warnings = [
      { setting: 'APP_URL', text: 'Set APP_URL to its https:// address.' },
      { setting: 'DATABASE_URL', text: 'Add ?sslmode=verify-full.' },
    ];
    render(<WarningsPanel warnings={warnings} />);
    expect(screen.getByText('Fix these on the server, then restart it.')).toBeTruthy();
    const items = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
    expect(items).toEqual([
      'APP_URLSet APP_URL to its https:// address.',
      'DATABASE_URLAdd ?sslmode=verify-full.',
    ]);
  });

  it('are two where one setting has two', () => {
    const warnings = [
      { setting: 'DATABASE_URL', text: 'The connection isn’t encrypted.' },
      { setting: 'DATABASE_URL', text: 'The role may change the audit log.' },
    ];
    render(<WarningsPanel warnings={warnings} />);
    expect(screen.getAllByText('DATABASE_URL')).toHaveLength(2);
  });
});

it('shows how the server is configured, with units', () => {
  render(
    <ServerPanel
      settings={{
        publicUrl: 'https://desk.example',
        autoLoginHosts: ['remotepc.com', 'www1.remotepc.com'],
        upstreamTimeoutMs: 12_500,
        inviteChunkSize: 1_000,
        inviteConcurrency: 2,
        usersFreshSeconds: 60,
      }}
    />,
  );
  const valueOf = (term: string) => screen.getByText(term).nextElementSibling?.textContent;
  expect(valueOf('Public URL')).toBe('https://desk.example');
  expect(valueOf('Allowed sign-in hosts')).toBe('remotepc.com, www1.remotepc.com');
  expect(valueOf('Request timeout')).toBe('12.5 seconds');
  expect(valueOf('Invitations')).toBe('1,000 per request, 2 requests at once');
  expect(valueOf('Refresh lists after')).toBe('60 seconds');
});

describe('a limit as typed', () => {
  it.each([
    ['', null],
    ['   ', null],
    ['1', 1],
    [' 100 ', 100],
    ['0100', 100],
    ['500', 500],
    ['0', undefined],
    ['501', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1,0', undefined],
    ['1e2', undefined],
    ['ten', undefined],
    ['1000000', undefined],
    ['٣', undefined],
  ])('%j is %s', (text, limit) => expect(readLimit(text, [1, 500])).toBe(limit));

  it('that isn’t one is told its range', () => {
    expect(rangeMessage([1, 1_000])).toBe('Enter a whole number from 1 to 1,000');
  });
});
