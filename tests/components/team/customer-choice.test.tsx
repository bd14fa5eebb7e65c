import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MemberCustomersDialog } from '@/components/team/member-customers-dialog';
import { Toaster } from '@/components/ui/toaster';
import type { StaffMember } from '@/lib/contract/staff';
import { aMember } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const alpha = { id: 'cus_a', name: 'Alpha', domains: ['alpha.example'] };
const beta = { id: 'cus_b', name: 'Beta', domains: [] };
const zeta = { id: 'cus_z', name: 'Zeta', domains: ['zeta.example'] };

/** The first page of customers has two of three; a search finds the third. */
function show(member: StaffMember, saved = () => new Response(null, { status: 204 })) {
  const changes: unknown[] = [];
  vi.stubGlobal('fetch', async (path: string, { body }: RequestInit = {}) => {
    if (path.startsWith('/api/customers')) {
      const items = path.includes('search=zet') ? [zeta] : [alpha, beta];
      return Response.json({ items, total: path.includes('search=') ? items.length : 3 });
    }
    changes.push([path, JSON.parse(String(body))]);
    return saved();
  });
  const onClose = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemberCustomersDialog member={member} onClose={onClose} />
      <Toaster />
    </QueryClientProvider>,
  );
  return { changes, onClose };
}

const select = (name: string) => userEvent.click(screen.getByRole('radio', { name }));
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const box = (name: RegExp) => screen.findByRole<HTMLInputElement>('checkbox', { name });

describe('the customers of a team member', () => {
  it('are several of those there are, also of those that only a search finds', async () => {
    const { changes, onClose } = show(aMember());
    expect(screen.queryByRole('checkbox')).toBeNull();
    await select('Selected customers');
    await userEvent.click(await box(/^Beta/));
    expect(screen.getByRole('status').textContent).toBe(
      '1 customer selected. 1 more aren’t shown. Type to find them.',
    );
    await userEvent.type(screen.getByLabelText('Find a customer'), 'zet');
    await userEvent.click(await box(/^Zeta/));
    await userEvent.clear(screen.getByLabelText('Find a customer'));
    await box(/^Alpha/);
    // What was selected comes first, and stays in sight.
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Beta',
      'Zeta',
      'Alphaalpha.example',
    ]);
    await press('Save');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(changes).toEqual([['/api/staff/stf_one', { customerIds: ['cus_b', 'cus_z'] }]]);
    expect(screen.getByText('Saved the customers of Max Mason')).toBeTruthy();
  });

  it('are all again, and what was selected isn’t lost on the way', async () => {
    const { changes, onClose } = show(aMember({ customerIds: ['cus_z'], customers: [zeta] }));
    expect((await box(/^Zeta/)).checked).toBe(true);
    await select('All customers');
    await select('Selected customers');
    expect((await box(/^Zeta/)).checked).toBe(true);
    await select('All customers');
    await press('Save');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(changes).toEqual([['/api/staff/stf_one', { customerIds: null }]]);
  });

  it('can’t be none, and a refused change keeps the dialog and its reason', async () => {
    const detail = 'The customer cus_a doesn’t exist. Reload the page and select again.';
    const refusal = { type: 'x', title: 'x', code: 'invalid_request', status: 400, detail };
    const { changes, onClose } = show(aMember({ customerIds: ['cus_a'], customers: [alpha] }), () =>
      Response.json(refusal, { status: 400 }),
    );
    await userEvent.click(await box(/^Alpha/));
    await press('Save');
    expect(screen.getByRole('alert').textContent).toBe('Select at least one customer.');
    expect(changes).toEqual([]);
    await userEvent.click(await box(/^Alpha/));
    await press('Save');
    expect(await screen.findByText(detail)).toBeTruthy();
    expect(onClose).not.toHaveBeenCalled();
  });
});
