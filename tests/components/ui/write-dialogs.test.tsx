import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DeleteDialog } from '@/components/ui/delete-dialog';
import { FormDialog } from '@/components/ui/form-dialog';
import { SecretDialog } from '@/components/ui/secret-dialog';
import { Toaster } from '@/components/ui/toaster';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import { aProblem, renderAt, stubApi } from '@/tests/components/users/support';

function Deletion({ onClose }: { onClose: () => void }) {
  const remove = useWrite<unknown>({
    mutationFn: () => fetchApi('/api/webhooks/1', { method: 'DELETE' }),
  });
  return (
    <>
      <DeleteDialog
        {...{ noun: 'webhook', name: 'Tickets', remove, onClose }}
        description="It can’t be undone."
      />
      <Toaster />
    </>
  );
}

describe('deleting something with a name', () => {
  it('is asked, done, and confirmed', async () => {
    const onClose = vi.fn();
    const calls = stubApi(() => new Response(null, { status: 204 }));
    renderAt('', <Deletion onClose={onClose} />);
    expect(screen.getByRole('dialog', { name: 'Delete Tickets?' })).toBeTruthy();
    expect(document.activeElement?.textContent).toBe('Cancel');
    expect(calls).toEqual([]);
    await userEvent.click(screen.getByText('Delete webhook'));
    expect(await screen.findByText('Deleted Tickets')).toBeTruthy();
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('is done once for two clicks before the first answer', async () => {
    let answer: (response: Response) => void = () => undefined;
    const calls = stubApi(() => new Promise<Response>((resolve) => (answer = resolve)));
    renderAt('', <Deletion onClose={() => undefined} />);
    const button = screen.getByRole('button', { name: 'Delete webhook' });
    button.click();
    button.click();
    await waitFor(() => expect(calls).toHaveLength(1));
    await userEvent.click(button);
    expect(calls).toHaveLength(1);
    answer(new Response(null, { status: 204 }));
    expect(await screen.findAllByText('Deleted Tickets')).toHaveLength(1);
  });

  it('stays open with the reason, and can be tried again', async () => {
    let isDown = true;
    const onClose = vi.fn();
    stubApi(() => (isDown ? aProblem(503, 'unavailable') : new Response(null, { status: 204 })));
    renderAt('', <Deletion onClose={onClose} />);
    await userEvent.click(screen.getByText('Delete webhook'));
    expect((await screen.findByRole('alert')).textContent).toBe('What happened.');
    expect(onClose).not.toHaveBeenCalled();
    isDown = false;
    await userEvent.click(screen.getByText('Delete webhook'));
    await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
  });

  it('that waits for a second person is neither done nor an error', async () => {
    stubApi(() => Response.json({ approvalId: 'apr_1' }, { status: 202 }));
    renderAt('', <Deletion onClose={() => undefined} />);
    await userEvent.click(screen.getByText('Delete webhook'));
    expect(await screen.findByText('Waiting for a second person')).toBeTruthy();
    expect(screen.queryByText('Deleted Tickets')).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('a question', () => {
  const words = { title: 'Stop the batch?', description: 'Sent ones stay.', confirm: 'Stop' };

  it('can’t be answered twice, and can still be canceled while it is sent', async () => {
    const onConfirm = vi.fn();
    const onClose = vi.fn();
    renderAt('', <ConfirmDialog {...words} {...{ onConfirm, onClose }} isPending error={null} />);
    const confirm = screen.getByRole('button', { name: 'Stop' });
    expect(confirm.getAttribute('aria-busy')).toBe('true');
    await userEvent.click(confirm);
    expect(onConfirm).not.toHaveBeenCalled();
    await userEvent.click(screen.getByText('Cancel'));
    expect(onClose).toHaveBeenCalledTimes(1);
  });
});

describe('a form in a dialog', () => {
  const props = { formId: 'rename', title: 'Rename', submit: 'Save', isPending: false };

  it('is sent with Enter in a field, and with its button', async () => {
    const onSubmit = vi.fn();
    renderAt(
      '',
      <FormDialog {...props} onSubmit={onSubmit} onClose={() => undefined}>
        <input aria-label="Name" />
      </FormDialog>,
    );
    await userEvent.type(screen.getByLabelText('Name'), 'A{Enter}');
    await userEvent.click(screen.getByText('Save'));
    expect(onSubmit).toHaveBeenCalledTimes(2);
  });

  it('is replaced by its outcome, which can only be closed', async () => {
    const onClose = vi.fn();
    renderAt(
      '',
      <FormDialog
        {...props}
        onSubmit={() => undefined}
        onClose={onClose}
        outcome={<p>Set on 3.</p>}
      >
        <input aria-label="Name" />
      </FormDialog>,
    );
    expect(screen.getByText('Set on 3.')).toBeTruthy();
    expect(screen.queryByLabelText('Name')).toBeNull();
    expect(screen.queryByText('Save')).toBeNull();
    await userEvent.click(screen.getByText('Close'));
    expect(onClose).toHaveBeenCalledTimes(1);
  });
});

describe('a secret', () => {
  it('is shown whole, and copied with a button', async () => {
    const user = userEvent.setup();
    renderAt(
      '',
      <SecretDialog
        {...{ title: 'Copy your token', secret: 'rd_secret', what: 'token' }}
        description="It won’t be shown again."
        onClose={() => undefined}
      />,
    );
    expect(screen.getByText('rd_secret')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Copy token' }));
    expect(await navigator.clipboard.readText()).toBe('rd_secret');
  });

  it('can be copied by hand where the browser allows nothing else', async () => {
    const user = userEvent.setup();
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'));
    renderAt(
      '',
      <>
        <SecretDialog
          {...{ title: 'Copy your token', secret: 'rd_secret', what: 'token' }}
          description="It won’t be shown again."
          onClose={() => undefined}
        />
        <Toaster />
      </>,
    );
    await user.click(screen.getByRole('button', { name: 'Copy token' }));
    expect(await screen.findByText('Couldn’t copy to the clipboard')).toBeTruthy();
    expect(screen.getByText('Select the text and copy it with your keyboard.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Copied' })).toBeNull();
  });
});
