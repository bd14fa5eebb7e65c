import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { SeatsForAll, SeatsMissing } from '@/components/invitations/seats-missing';
import { TemplatesDialog } from '@/components/invitations/templates-dialog';
import { TemplatesPanel } from '@/components/invitations/templates-panel';
import { Toaster } from '@/components/ui/toaster';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';

const shops = { id: 'tpl_1', name: 'Shops', seats: 3, isHeld: false };
const office = { id: 'tpl_2', name: 'Office', seats: 1, isHeld: true };

function show(answer: (call: ApiCall) => unknown = () => new Response(null, { status: 204 })) {
  const onAdded = vi.fn();
  const onClose = vi.fn();
  const calls = stubApi(answer);
  renderAt(
    '',
    <>
      <TemplatesDialog templates={[shops, office]} onAdded={onAdded} onClose={onClose} />
      <Toaster />
    </>,
  );
  return { calls, onAdded, onClose };
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const field = (label: RegExp) => screen.getByLabelText<HTMLInputElement>(label);

async function fill(label: RegExp, text: string) {
  await userEvent.clear(field(label));
  await userEvent.click(field(label));
  await userEvent.paste(text);
}

describe('invitation templates', () => {
  it('say what each sets', () => {
    show();
    const lines = within(screen.getByRole('list', { name: 'Templates' })).getAllByRole('listitem');
    expect(lines.map(({ textContent }) => textContent)).toEqual([
      'Shops3 seats each · sends at once',
      'Office1 seat each · waits 20 seconds',
    ]);
  });

  it('are added, and the new one is chosen', async () => {
    const added = { id: 'tpl_3', name: 'Schools', seats: 0, isHeld: true };
    const { calls, onAdded, onClose } = show(() => Response.json(added, { status: 201 }));
    await fill(/^Name/, ' Schools ');
    await fill(/^Seats per person/, '0');
    await press('Add template');
    await waitFor(() => expect(onAdded).toHaveBeenCalledWith(added));
    expect(calls[0]).toMatchObject({
      ...{ method: 'POST', body: { name: 'Schools', seats: 0, isHeld: true } },
    });
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('aren’t sent without a name and a whole number of seats', async () => {
    const { calls } = show();
    await fill(/^Seats per person/, '1.5');
    await press('Add template');
    expect(screen.getByText('Enter a name.')).toBeTruthy();
    expect(screen.getByText('Enter a whole number from 0 to 100,000.')).toBeTruthy();
    expect(document.activeElement).toBe(field(/^Name/));
    expect(calls).toEqual([]);
  });

  it('are edited in the same form, which is empty again afterwards', async () => {
    const { calls, onClose } = show();
    await press('Edit Shops');
    expect([field(/^Name/).value, field(/^Seats per person/).value]).toEqual(['Shops', '3']);
    await fill(/^Seats per person/, '4');
    await press('Save template');
    expect(await screen.findByText('Template Shops saved')).toBeTruthy();
    expect(calls[0]).toMatchObject({
      ...{ method: 'PATCH', path: '/api/invitation-templates/tpl_1' },
      body: { name: 'Shops', seats: 4, isHeld: false },
    });
    expect(onClose).not.toHaveBeenCalled();
    expect(field(/^Name/).value).toBe('');
  });

  it('that are refused say why at the field, and no longer once the edit is canceled', async () => {
    const message = 'There is a template with this name.';
    const errors = [{ path: 'name', code: 'x', message }];
    show(() => aProblem(409, 'name_taken', { errors }));
    await press('Edit Shops');
    await fill(/^Name/, 'Office');
    await press('Save template');
    expect(await screen.findByText(message)).toBeTruthy();
    expect(field(/^Name/).value).toBe('Office');
    await press('Cancel');
    expect(screen.getByText('New template')).toBeTruthy();
    expect(screen.queryByText(message)).toBeNull();
  });

  it('say that they can’t be saved', async () => {
    show(() => aProblem(503, 'unavailable'));
    await fill(/^Name/, 'Schools');
    await press('Add template');
    expect(await screen.findByText('Couldn’t save the template')).toBeTruthy();
    expect(field(/^Name/).value).toBe('Schools');
  });

  it('are deleted after a question in their line', async () => {
    const { calls } = show();
    await press('Delete Shops');
    expect(calls).toEqual([]);
    await press('Keep');
    await press('Delete Shops');
    await userEvent.click(screen.getByText('Delete'));
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(calls[0]).toMatchObject({
      ...{ method: 'DELETE', path: '/api/invitation-templates/tpl_1' },
    });
  });
});

describe('seats that a list lacks', () => {
  const missing = (count: number, maxSeats: number | null = null) => {
    const onSet = vi.fn();
    const view = (left: number) => (
      <SeatsMissing count={left} maxSeats={maxSeats} isAsked={false} onSet={onSet} />
    );
    const { rerender } = render(view(count));
    return { onSet, rest: () => rerender(view(0)) };
  };

  it.each([
    ['', 'Enter a whole number from 0 to 5.'],
    ['6', 'Enter a whole number from 0 to 5.'],
    ['two', 'Enter a whole number from 0 to 5.'],
  ])('can’t be “%s”', async (text, error) => {
    const { onSet } = missing(3, 5);
    if (text) await userEvent.type(field(/^Seats per person \(3 people\)/), text);
    await press('Set seats');
    expect(screen.getByText(error)).toBeTruthy();
    expect(onSet).not.toHaveBeenCalled();
  });

  it('are set with Enter, and said afterwards', async () => {
    const { onSet, rest } = missing(1);
    await userEvent.type(field(/^Seats per person \(1 person\)/), '0{Enter}');
    expect(onSet).toHaveBeenCalledWith(0);
    rest();
    expect(screen.getByRole('status').textContent).toBe('1 person gets no seats each.');
  });

  it('can be set for all that are shown, up to the limit', async () => {
    const onSet = vi.fn();
    renderAt(
      '',
      <>
        <SeatsForAll count={2} maxSeats={5} onSet={onSet} />
        <Toaster />
      </>,
    );
    const set = screen.getByRole<HTMLButtonElement>('button', { name: 'Set' });
    expect(screen.getByText('at most 5 each')).toBeTruthy();
    expect(set.disabled).toBe(true);
    await userEvent.type(screen.getByLabelText('Seats for all shown'), '6');
    expect(set.disabled).toBe(true);
    await userEvent.type(screen.getByLabelText('Seats for all shown'), '{Backspace}1{Enter}');
    expect(onSet).toHaveBeenCalledWith(1);
    expect(await screen.findByText('1 seat set for 2 rows')).toBeTruthy();
  });
});

describe('the templates among the settings', () => {
  function showPanel(items: object[], answer?: (call: ApiCall) => unknown) {
    const calls = stubApi((call) => answer?.(call) ?? { items });
    renderAt('', <TemplatesPanel />);
    return calls;
  }

  it('are listed with what each sets', async () => {
    showPanel([shops, office]);
    await screen.findByText('Shops');
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Shops3 seats each · sends at once',
      'Office1 seat each · waits 20 seconds',
    ]);
  });

  it('are explained as long as there is none, and the first is added there', async () => {
    const added = { id: 'tpl_3', name: 'Schools', seats: 0, isHeld: true };
    const calls = showPanel([], ({ method }) =>
      method === 'POST' ? Response.json(added, { status: 201 }) : undefined,
    );
    expect(await screen.findByText(/^No templates yet\./)).toBeTruthy();
    await press('Add template…');
    await screen.findByRole('dialog');
    await fill(/^Name/, 'Schools');
    await fill(/^Seats per person/, '0');
    await press('Add template');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('can be loaded again after a failure', async () => {
    showPanel([], () => aProblem(503, 'database_unavailable'));
    expect(await screen.findByText('Couldn’t load the templates')).toBeTruthy();
    expect(screen.getByText('What happened.')).toBeTruthy();
  });
});
