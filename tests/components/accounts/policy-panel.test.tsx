import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { InvitationPolicyPanel, SignInPolicyPanel } from '@/components/accounts/policy-panel';
import { readLimit } from '@/components/settings/limit-field';
import type { AccountPolicy } from '@/lib/contract/policy';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const LABEL = /^Seats per invitation/;

const given: AccountPolicy = {
  maxSeatsPerInvitation: 10,
  holdAbove: null,
  reasonRequired: false,
  reasonMinLength: 10,
  reasons: [],
  ticketPattern: null,
  stepUp: 'none',
  approval: 'none',
  approvalHours: 0,
  approvalMinutes: 15,
  blockedCustomers: ['old.example'],
  perHourLimit: 20,
};

async function show(refusal?: object) {
  const saved: AccountPolicy[] = [];
  vi.stubGlobal('fetch', async (_path: string, init: RequestInit) => {
    if (init.method !== 'PUT') return Response.json(given);
    const policy = JSON.parse(init.body as string) as AccountPolicy;
    saved.push(policy);
    if (refusal) return Response.json(refusal, { status: 400 });
    return Response.json(policy);
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SignInPolicyPanel account={{ id: 'rpc_one', name: 'RemotePC' }} />
      <InvitationPolicyPanel account={{ id: 'rpc_one', name: 'RemotePC' }} />
    </QueryClientProvider>,
  );
  const field = await screen.findByLabelText(LABEL);
  return { saved, field, user: userEvent.setup() };
}

it('shows the limit, saves a new one, and removes it when the field is empty', async () => {
  const { saved, field, user } = await show();
  expect(field).toHaveProperty('value', '10');
  await user.clear(field);
  await user.type(field, '25{Enter}');
  await waitFor(() => expect(saved).toEqual([{ ...given, maxSeatsPerInvitation: 25 }]));
  await user.clear(field);
  await user.click(screen.getByRole('button', { name: 'Save limits' }));
  await waitFor(() => expect(saved.at(-1)).toEqual({ ...given, maxSeatsPerInvitation: null }));
});

it('saves above how many people a batch always waits, and says what isn’t a number', async () => {
  const { saved, user } = await show();
  const people = screen.getByLabelText(/^Delay batches above/);
  expect(people).toHaveProperty('value', '');
  await user.type(people, 'many{Enter}');
  await screen.findByText('Enter a whole number from 0 to 50,000, or leave it empty.');
  expect(document.activeElement).toBe(people);
  expect(saved).toEqual([]);
  await user.clear(people);
  await user.type(people, '50{Enter}');
  await waitFor(() => expect(saved).toEqual([{ ...given, holdAbove: 50 }]));
});

it('says whose it is where there are several', async () => {
  vi.stubGlobal('fetch', async () => Response.json(given));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SignInPolicyPanel account={{ id: 'rpc_one', name: 'North' }} />
      <InvitationPolicyPanel account={{ id: 'rpc_one', name: 'North' }} isOneOfSeveral />
    </QueryClientProvider>,
  );
  expect(await screen.findByRole('region', { name: 'Account “North”' })).toBeTruthy();
  expect(screen.getByRole('region', { name: 'Invitation policy of North' })).toBeTruthy();
});

it('rejects anything that isn’t a number, and keeps it in the field', async () => {
  const { saved, field, user } = await show();
  await user.clear(field);
  await user.type(field, 'many{Enter}');
  expect(
    screen.getByText('Enter a whole number from 0 to 100,000, or leave it empty.'),
  ).toBeTruthy();
  expect(field).toHaveProperty('value', 'many');
  expect(saved).toEqual([]);
});

it('reads a limit as the server does', () => {
  const read = (text: string) => readLimit(text, [0, 100_000]);
  expect(['', ' 0 ', '100000'].map(read)).toEqual([null, 0, 100_000]);
  expect(['-1', '1.5', '100001', 'x'].map(read)).toEqual(Array(4).fill(undefined));
});

it('saves the whole sign-in policy, and doesn’t change the rest', async () => {
  const { saved, user } = await show();
  await user.click(screen.getByLabelText(/^Require a reason/));
  const least = screen.getByLabelText('Minimum length in characters');
  await user.clear(least);
  await user.type(least, '20');
  await user.type(screen.getByLabelText(/^Ticket format/), 'HD-####');
  await user.click(screen.getByLabelText(/^Require password confirmation/));
  await user.click(screen.getByLabelText(/^Require approval/));
  await user.clear(screen.getByLabelText(/^Sign-ins per person per hour/));
  await user.type(screen.getByLabelText(/^Blocked users/), '{Enter}ann@hill.example, b.example');
  await user.click(screen.getByRole('button', { name: 'Save policy' }));
  await waitFor(() =>
    expect(saved).toEqual([
      {
        maxSeatsPerInvitation: 10,
        holdAbove: null,
        reasonRequired: true,
        reasonMinLength: 20,
        reasons: [],
        ticketPattern: 'HD-####',
        stepUp: 'password',
        approval: 'second_person',
        approvalMinutes: 15,
        approvalHours: 0,
        blockedCustomers: ['old.example', 'ann@hill.example', 'b.example'],
        perHourLimit: null,
      },
    ]),
  );
});

it('shows an invalid number at its field, and sends nothing', async () => {
  const { saved, user } = await show();
  await user.click(screen.getByLabelText(/^Require approval/));
  const minutes = screen.getByLabelText('Minutes until an approval expires');
  await user.clear(minutes);
  await user.type(minutes, 'soon{Enter}');
  expect(screen.getAllByText('Enter a whole number from 1 to 1,440.')).toHaveLength(2);
  expect(minutes.getAttribute('aria-invalid')).toBe('true');
  expect(minutes).toHaveProperty('value', 'soon');
  expect(saved).toEqual([]);
});

it('names the line that the server rejects, and keeps what was typed', async () => {
  const message = 'This isn’t an email address or a domain.';
  const { user } = await show({
    type: 'urn:x',
    title: 'x',
    status: 400,
    code: 'invalid_request',
    detail: 'x',
    errors: [{ path: 'blockedCustomers[1]', code: 'custom', message }],
    requestId: 'req-1',
  });
  const blocked = screen.getByLabelText(/^Blocked users/);
  await user.type(blocked, '{Enter}{Enter}not one');
  await user.click(screen.getByRole('button', { name: 'Save policy' }));
  expect(await screen.findAllByText(`“not one”: ${message}`)).toHaveLength(2);
  expect(blocked).toHaveProperty('value', 'old.example\n\nnot one');
});

it('keeps preset reasons, one per line, and refuses one that is too short itself', async () => {
  const { saved, user } = await show();
  expect(screen.queryByLabelText(/^Preset reasons/)).toBeNull();
  await user.click(screen.getByLabelText(/^Require a reason/));
  const reasons = screen.getByLabelText(/^Preset reasons/);
  await user.type(reasons, 'Printer, or scanner{Enter}{Enter}Other{Enter}');
  await user.click(screen.getByRole('button', { name: 'Save policy' }));
  const fault = '“Other”: The reason must have at least 10 characters.';
  expect(await screen.findAllByText(fault)).toHaveLength(2);
  expect(saved).toEqual([]);
  await user.clear(reasons);
  await user.type(reasons, 'Printer, or scanner{Enter} Monthly check ');
  await user.click(screen.getByRole('button', { name: 'Save policy' }));
  await waitFor(() => expect(saved[0]?.reasons).toEqual(['Printer, or scanner', 'Monthly check']));
});
