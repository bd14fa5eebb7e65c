import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { AddressNotice } from '@/components/team/address-notice';

afterEach(cleanup);

describe('a sign-in page at another address than APP_URL (FF-16)', () => {
  it('names both addresses and the setting, as behind a TLS proxy', () => {
    render(<AddressNotice publicUrl="https://localhost:3000" />);
    expect(screen.getByRole('alert').textContent).toContain(
      `${location.origin}, but APP_URL is set to https://localhost:3000.`,
    );
  });

  it('is hidden at that address, and at 127.0.0.1 if that is localhost', () => {
    const { port } = location;
    for (const host of ['localhost', '127.0.0.1']) {
      render(<AddressNotice publicUrl={`http://${host}${port && `:${port}`}`} />);
    }
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
