import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StaleBar } from '@/components/ui/notice';
import { ProgressBar } from '@/components/ui/progress-bar';
import { RelativeTime } from '@/components/ui/relative-time';
import { ErrorState } from '@/components/ui/states';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('RelativeTime', () => {
  it('updates while on screen, and shows the exact time on hover', () => {
    vi.useFakeTimers({ now: new Date('2026-05-10T12:00:00Z') });
    render(<RelativeTime at="2026-05-10T11:55:00Z" />);
    const time = screen.getByText('5 min ago');
    expect(time.getAttribute('datetime')).toBe('2026-05-10T11:55:00Z');
    expect(time.getAttribute('title')).toContain('11:55 UTC');
    act(() => vi.advanceTimersByTime(60_000));
    expect(time.textContent).toBe('6 min ago');
  });

  it('is rendered in UTC on the server, which doesn’t know the reader’s time zone', () => {
    vi.useFakeTimers({ now: new Date('2026-06-10T12:00:00Z') });
    const html = renderToString(<RelativeTime at="2026-05-03T14:02:00Z" />);
    expect(html).toContain('3 May 2026, 14:02');
    expect(html).not.toContain('title=');
  });
});

describe('ErrorState', () => {
  it('shows what happened, what to do and the request ID, and tries again', async () => {
    const retry = vi.fn();
    render(
      <ErrorState title="Couldn’t load users" requestId="r-17" onRetry={retry}>
        RemotePC did not answer. Try again in a minute.
      </ErrorState>,
    );
    expect(screen.getByRole('alert').textContent).toContain('did not answer');
    expect(screen.getByText('r-17')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledTimes(1);
  });
});

describe('StaleBar', () => {
  it('shows the age of the data and refreshes it', async () => {
    const refresh = vi.fn();
    const fetchedAt = new Date(Date.now() - 23 * 60_000 - 30_000).toISOString();
    render(<StaleBar fetchedAt={fetchedAt} onRefresh={refresh} />);
    expect(screen.getByRole('status').textContent).toMatch(/^As of \d\d:\d\d \(23 min ago\)\./);
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(refresh).toHaveBeenCalledTimes(1);
  });
});

describe('ProgressBar', () => {
  it('reports its percentage, and none while that is unknown', () => {
    const { rerender } = render(<ProgressBar label="Sending" share={0.624} />);
    const bar = screen.getByRole('progressbar', { name: 'Sending' });
    expect(bar.getAttribute('aria-valuenow')).toBe('62');
    rerender(<ProgressBar label="Sending" />);
    expect(bar.getAttribute('aria-valuenow')).toBeNull();
  });
});
