import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CountChips } from '@/components/ui/count-chips';
import { DayInput } from '@/components/ui/day-input';
import { FilterChip, FilterChipOfSeveral } from '@/components/ui/filter-chip';
import { Pagination } from '@/components/ui/pagination';
import { sortedBy } from '@/components/ui/table';
import { parseAsDay, parseAsPage, parseAsSearch } from '@/components/ui/url-parsers';

beforeAll(() => import('@/components/ui/menu-content'));
beforeEach(() => {
  Element.prototype.scrollIntoView = vi.fn();
  Element.prototype.hasPointerCapture = () => false;
});

const states = [
  { value: 'active', label: 'Active' },
  { value: 'inactive', label: 'Inactive' },
  { value: 'blocked', label: 'Blocked' },
] as const;
type State = (typeof states)[number]['value'];

describe('a filter of which several values may match', () => {
  function show(values: readonly State[]) {
    const onChange = vi.fn();
    render(
      <FilterChipOfSeveral label="Status" values={values} options={states} onChange={onChange} />,
    );
    return onChange;
  }

  it('says what is selected, in the order of its options', () => {
    show(['blocked', 'active']);
    expect(screen.getByRole('button', { name: 'Status: Active or Blocked' })).toBeTruthy();
  });

  it('adds and takes away one at a time, and stays open for the next', async () => {
    const onChange = show(['active']);
    await userEvent.click(screen.getByRole('button', { name: 'Status: Active' }));
    const active = await screen.findByRole('menuitemcheckbox', { name: 'Active' });
    expect(active.getAttribute('aria-checked')).toBe('true');
    await userEvent.click(screen.getByRole('menuitemcheckbox', { name: 'Blocked' }));
    await userEvent.click(screen.getByRole('menuitemcheckbox', { name: 'Active' }));
    expect(onChange.mock.calls).toEqual([[['active', 'blocked']], [[]]]);
    expect(screen.getByRole('menu')).toBeTruthy();
  });

  it('is removed whole with its cross', async () => {
    const onChange = show(['active', 'blocked']);
    await userEvent.click(screen.getByRole('button', { name: 'Remove status filter' }));
    expect(onChange).toHaveBeenCalledWith([]);
  });

  it('names only what it filters by while nothing is selected', () => {
    show([]);
    expect(screen.getByRole('button', { name: 'Status' }).textContent).toBe('Status');
    expect(screen.queryByRole('button', { name: 'Remove status filter' })).toBeNull();
  });
});

it('a filter of one value is given up with “Any”', async () => {
  const onChange = vi.fn();
  render(<FilterChip label="Status" value="active" options={states} onChange={onChange} />);
  await userEvent.click(screen.getByRole('button', { name: 'Status: Active' }));
  await userEvent.click(await screen.findByRole('menuitemradio', { name: 'Any' }));
  expect(onChange).toHaveBeenCalledWith(null);
});

it('counts that filter say which one is selected, and how many it has', async () => {
  const onChange = vi.fn();
  render(
    <CountChips
      label="Result"
      value="failed"
      chips={[
        { value: null, label: 'All', count: 1240 },
        { value: 'failed', label: 'Failed', count: 3 },
      ]}
      onChange={onChange}
    />,
  );
  const chips = screen.getAllByRole('button');
  expect(chips.map((chip) => [chip.textContent, chip.getAttribute('aria-pressed')])).toEqual([
    ['All 1,240', 'false'],
    ['Failed 3', 'true'],
  ]);
  await userEvent.click(screen.getByRole('button', { name: 'All 1,240' }));
  expect(onChange).toHaveBeenCalledWith(null);
});

it('a day in a toolbar has its label, and is none when it is emptied', async () => {
  const onChange = vi.fn();
  render(<DayInput label="From" value="2026-11-30" onChange={onChange} />);
  await userEvent.clear(screen.getByLabelText('From'));
  expect(onChange).toHaveBeenCalledWith('');
});

describe('pages of a list', () => {
  const page = (number: number) => {
    const onPageChange = vi.fn();
    render(
      <Pagination
        {...{ page: number, pageSize: 50, total: 101, noun: 'batch', plural: 'batches' }}
        onPageChange={onPageChange}
      />,
    );
    return onPageChange;
  };
  const isOff = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name }).disabled;

  it('don’t go before the first', () => {
    page(1);
    expect(screen.getByRole('status').textContent).toBe('1–50 of 101 batches');
    expect([isOff('Previous page'), isOff('Next page')]).toEqual([true, false]);
  });

  it('end with what is left', async () => {
    const onPageChange = page(3);
    expect(screen.getByRole('status').textContent).toBe('101–101 of 101 batches');
    expect([isOff('Previous page'), isOff('Next page')]).toEqual([false, true]);
    await userEvent.click(screen.getByRole('button', { name: 'Previous page' }));
    expect(onPageChange).toHaveBeenCalledWith(2);
  });
});

it('a list is sorted by one column at a time, either way', () => {
  const onSort = vi.fn();
  const byName = sortedBy('-name', onSort);
  expect([byName('name').sort, byName('seats').sort]).toEqual(['descending', null]);
  expect(sortedBy('seats', onSort)('seats').sort).toBe('ascending');
  byName('seats').onSort();
  expect(onSort).toHaveBeenCalledWith('seats');
});

describe('what a URL says', () => {
  it.each([
    ['1', 1],
    ['40', 40],
    ['0', null],
    ['-3', null],
    ['1.5', null],
    ['1e9', null],
    ['two', null],
  ])('is the page %s only if there could be one', (text, page) => {
    expect(parseAsPage.parse(text)).toBe(page);
  });

  it.each([
    ['2026-11-30', '2026-11-30'],
    ['2024-02-29', '2024-02-29'],
    ['2026-02-29', null],
    ['2026-2-1', null],
    ['2026-13-01', null],
    ['yesterday', null],
  ])('is the day %s only if there is one', (text, day) => {
    expect(parseAsDay.parse(text)).toBe(day);
  });

  it('is no longer search than can be typed', () => {
    expect(parseAsSearch.parse('a'.repeat(2_000))).toBe('a'.repeat(500));
  });
});
