import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TimeLeft } from '@/components/devices/open-connections';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-22T10:00:00.000Z') });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('counts down to zero, and no further', () => {
  render(<TimeLeft expiresAt="2026-11-22T10:01:01.000Z" />);
  expect(screen.getByText('1 min 1 s left')).toBeDefined();
  act(() => vi.advanceTimersByTime(2_000));
  expect(screen.getByText('59 s left')).toBeDefined();
  act(() => vi.advanceTimersByTime(60_000));
  expect(screen.getByText('Ended')).toBeDefined();
});

it('shows hours without seconds', () => {
  render(<TimeLeft expiresAt="2026-11-22T17:58:30.000Z" />);
  expect(screen.getByText('7 h 58 min left')).toBeDefined();
});
