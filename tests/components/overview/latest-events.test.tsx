import { screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { LatestEvents } from '@/components/overview/latest-events';
import type { ActivityRow } from '@/lib/contract/audit';
import { atMoment, show } from '../support';
import { anEvent } from './support';

beforeEach(() => atMoment('2026-11-22T10:05:00.000Z'));

const showEvents = (...items: ActivityRow[]) =>
  show(<LatestEvents part={{ isAvailable: true, items }} />);

const lines = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent);

it('says who did what and when, by the name people know, with the address on hover', () => {
  showEvents({ ...anEvent(), actorName: 'Tess Sand' });
  expect(lines()).toEqual(['Tess Sand added ann@x.example5 min ago']);
  expect(screen.getByText('Tess Sand').title).toBe('tess@desk.example');
});

it('names someone who was removed by their address', () => {
  showEvents(anEvent());
  expect(lines()).toEqual(['tess@desk.example added ann@x.example5 min ago']);
});

it('calls what no person did the desk’s own', () => {
  showEvents(anEvent({ actor: { id: 'system', email: 'system' }, action: 'webhook.disabled' }));
  expect(lines()[0]).toMatch(/^Reseller Desk disabled the webhook/);
});

it.each([
  ['failure', 'Failed'],
  ['denied', 'Denied'],
  ['unknown', 'Outcome unknown'],
] as const)('says of the outcome %s: %s', (outcome, words) => {
  showEvents(anEvent({ outcome }));
  expect(lines()[0]).toContain(`ann@x.example${words}`);
});

it('gives a request no outcome, as that has an event of its own', () => {
  showEvents(anEvent({ action: 'user.add_requested', outcome: 'unknown' }));
  expect(lines()[0]).not.toContain('Outcome unknown');
});

it('shows an address as people write it', () => {
  showEvents(anEvent({ target: 'ann@xn--bcher-kva.example' }));
  expect(lines()[0]).toContain('ann@bücher.example');
});

it('leads to the audit log, even if the events couldn’t be loaded', () => {
  const detail = 'The audit log can’t be read right now.';
  show(<LatestEvents part={{ isAvailable: false, code: 'unavailable', detail }} />);
  expect(screen.getByText(detail)).toBeTruthy();
  expect(screen.queryByRole('listitem')).toBeNull();
  expect(screen.getByRole('link', { name: 'View audit log' }).getAttribute('href')).toBe(
    '/activity',
  );
});
