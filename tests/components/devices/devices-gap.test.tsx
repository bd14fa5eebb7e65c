import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  deviceFilterParsers,
  isFiltered,
  type DeviceFilters,
} from '@/components/devices/device-filters';
import { DevicesGap, IncompleteNotice } from '@/components/devices/devices-gap';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { DevicesPage } from '@/lib/contract/devices';
import { aDevice, aDevicesPage } from './support';

afterEach(cleanup);

type Missing = DevicesPage['missing'];
const gap = (deviceId: string | null, message: string | null = null) =>
  ({ deviceId, message }) as Missing[number];

function textOf(missing: Missing): string | undefined {
  cleanup();
  render(<IncompleteNotice missing={missing} />);
  return screen.getByText(/^remote\.it returned/).textContent ?? undefined;
}

describe('a list of which remote.it returned only part', () => {
  it.each<[string, Missing, string]>([
    [
      'details of one device',
      [gap('a')],
      'remote.it returned only part of the list: details of 1 device are missing. Refresh to try again.',
    ],
    [
      'several details of the same device, which counts once',
      [gap('a'), gap('a'), gap('b')],
      'remote.it returned only part of the list: details of 2 devices are missing. Refresh to try again.',
    ],
    [
      'one entry that can’t be read',
      [gap(null)],
      'remote.it returned only part of the list: 1 entry couldn’t be read. Refresh to try again.',
    ],
    [
      'both',
      [gap('a'), gap(null), gap(null)],
      'remote.it returned only part of the list: details of 1 device are missing, and 2 entries couldn’t be read. Refresh to try again.',
    ],
    [
      'a reason',
      [gap('a'), gap('b', 'Timeout')],
      'remote.it returned only part of the list: details of 2 devices are missing. remote.it reports: “Timeout”. Refresh to try again.',
    ],
    [
      'nothing that is known',
      [],
      'remote.it returned only part of the list. Refresh to try again.',
    ],
  ])('names what is missing: %s', (_, missing, text) => expect(textOf(missing)).toBe(text));
});

describe('a list without rows', () => {
  const actions = () => ({ onRetry: vi.fn(), onClear: vi.fn() });
  const none = { error: null, isFiltered: false, isRetrying: false };

  it('isn’t replaced while there are devices on other pages', () => {
    const page = aDevicesPage([aDevice()]);
    const { container } = render(<DevicesGap data={page} {...none} {...actions()} />);
    expect(container.textContent).toBe('');
  });

  it('offers to clear the filters that match nothing', async () => {
    const on = actions();
    render(<DevicesGap data={aDevicesPage([])} {...none} isFiltered {...on} />);
    expect(screen.getByText('No matching devices')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect([on.onClear.mock.calls.length, on.onRetry.mock.calls.length]).toEqual([1, 0]);
  });

  it('says what belongs there, and offers to refresh', async () => {
    const on = actions();
    render(<DevicesGap data={aDevicesPage([])} {...none} {...on} />);
    expect(screen.getByText('No devices yet')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    expect([on.onClear.mock.calls.length, on.onRetry.mock.calls.length]).toEqual([0, 1]);
  });

  it('shows why it couldn’t be loaded, with the request’s id', async () => {
    const on = actions();
    const error = new ApiProblem({
      status: 502,
      code: 'upstream_unavailable',
      detail: 'remote.it is unavailable.',
      requestId: 'req-9',
    });
    render(<DevicesGap data={undefined} {...none} error={error} {...on} />);
    expect(screen.getByRole('alert').textContent).toContain('Couldn’t load devices');
    expect(screen.getByText('remote.it is unavailable.')).toBeTruthy();
    expect(screen.getByText('req-9')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(on.onRetry).toHaveBeenCalledOnce();
  });
});

describe('the filters of the URL', () => {
  const of = <Key extends keyof typeof deviceFilterParsers>(key: Key, text: string) =>
    deviceFilterParsers[key].parse(text);

  it.each([
    ['state', 'active', 'active'],
    ['state', 'offline', null],
    ['shared', 'yes', 'yes'],
    ['shared', 'true', null],
    ['offlineDays', '30', 30],
    ['offlineDays', '0', null],
    ['offlineDays', '3651', null],
    ['offlineDays', '1.5', null],
    ['sort', '-lastSeenAt', '-lastSeenAt'],
    ['sort', 'id', null],
    ['page', '2', 2],
    ['page', '-1', null],
    ['page', '1000001', null],
    ['pageSize', '100', 100],
    ['pageSize', '1000', null],
  ] as const)('%s=%s is %s', (key, text, value) => expect(of(key, text)).toBe(value));

  it('hold at most 500 characters of a search', () => {
    expect(of('search', 'x'.repeat(900))).toHaveLength(500);
  });

  const nothing: DeviceFilters = {
    ...{
      account: null,
      search: '',
      state: null,
      shared: null,
      offlineDays: null,
      tag: null,
      customer: null,
    },
    ...({ sort: 'name', page: 1, pageSize: 50 } as const),
  };

  it.each<[Partial<DeviceFilters>, boolean]>([
    [{}, false],
    [{ search: 'nas' }, true],
    [{ state: 'inactive' }, true],
    [{ shared: 'no' }, true],
    [{ offlineDays: 30 }, true],
    [{ tag: ['vip'] }, true],
    [{ page: 3, sort: '-name', pageSize: 100, account: 'rit_one' }, false],
  ])('leave out devices with %j: %s', (filters, isLeftOut) => {
    expect(isFiltered({ ...nothing, ...filters })).toBe(isLeftOut);
  });
});
