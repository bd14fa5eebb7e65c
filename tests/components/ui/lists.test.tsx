import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Pagination } from '@/components/ui/pagination';
import { SearchInput } from '@/components/ui/search-input';
import { EmptyCell, Table, Th } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { UsageBar } from '@/components/ui/usage-bar';

afterEach(cleanup);

describe('a sortable heading', () => {
  it('shows how the column is sorted, and sorts when clicked', async () => {
    const sort = vi.fn();
    render(
      <Table>
        <thead>
          <tr>
            <Th sort="descending" onSort={sort}>
              Email
            </Th>
            <Th onSort={sort}>Seats</Th>
            <Th>State</Th>
          </tr>
        </thead>
      </Table>,
    );
    const sorting = screen.getAllByRole('columnheader').map((th) => th.getAttribute('aria-sort'));
    expect(sorting).toEqual(['descending', 'none', null]);
    await userEvent.click(screen.getByRole('button', { name: 'Email' }));
    expect(sort).toHaveBeenCalledTimes(1);
  });
});

describe('UsageBar', () => {
  it.each([
    [3, 5, '3 /  of 5'],
    [5, 5, '5 /  of 5full'],
    [9, 6, '9 /  of 63 over'],
    [1200, 1500, '1,200 /  of 1,500'],
  ])('%i of %i says so in words too', (used, seats, text) => {
    const { container } = render(<UsageBar used={used} seats={seats} />);
    expect(container.textContent).toBe(text);
  });

  it('is never over the limit with no seats and none in use', () => {
    render(<UsageBar used={0} seats={0} />);
    expect(screen.queryByText('full')).toBeNull();
    expect(screen.queryByText(/over/)).toBeNull();
  });

  it('shows a dash if unknown', () => {
    render(<UsageBar used={null} seats={5} />);
    expect(screen.getByText('unknown')).toBeTruthy();
  });
});

describe('TruncatedText', () => {
  it('is one text node, so that it can be copied and found whole', () => {
    render(<TruncatedText text="anna.larsson@nordhavn.example" />);
    const text = screen.getByTitle('anna.larsson@nordhavn.example');
    expect(text.textContent).toBe('anna.larsson@nordhavn.example');
    expect(text.childNodes).toHaveLength(1);
  });
});

describe('EmptyCell', () => {
  it('is a dash on screen and a word for screen readers', () => {
    render(<EmptyCell meaning="no password stored" />);
    expect(screen.getByText('–').getAttribute('aria-hidden')).toBe('true');
    expect(screen.getByText('no password stored')).toBeTruthy();
  });
});

describe('Pagination', () => {
  it('only announces the number of matches on a single page, as it is shown above the list', () => {
    render(<Pagination page={1} pageSize={50} total={1} noun="user" onPageChange={vi.fn()} />);
    expect(screen.getByRole('status').textContent).toBe('1 user');
    expect(screen.getByRole('status').className).toBe('sr-only');
    expect(screen.queryByRole('navigation')).toBeNull();
  });

  it('shows which of them are on the page, and changes pages', async () => {
    const turn = vi.fn();
    render(<Pagination page={2} pageSize={50} total={1240} noun="user" onPageChange={turn} />);
    const pages = within(screen.getByRole('navigation', { name: 'Pages' }));
    expect(screen.getByRole('status').textContent).toBe('51–100 of 1,240 users');
    await userEvent.click(pages.getByRole('button', { name: 'Next page' }));
    expect(turn).toHaveBeenCalledWith(3);
  });
});

describe('SearchInput', () => {
  it('is focused with a slash from anywhere except another field', async () => {
    render(
      <>
        <input aria-label="Note" />
        <SearchInput label="Search users" value="" onValueChange={vi.fn()} />
      </>,
    );
    await userEvent.click(screen.getByLabelText('Note'));
    await userEvent.keyboard('/');
    expect(document.activeElement).toBe(screen.getByLabelText('Note'));
    await userEvent.click(document.body);
    await userEvent.keyboard('/');
    expect(document.activeElement).toBe(screen.getByLabelText('Search users'));
  });

  it('is cleared with Escape and with its cross', async () => {
    const change = vi.fn();
    render(<SearchInput label="Search users" value="ann" onValueChange={change} />);
    await userEvent.click(screen.getByRole('button', { name: 'Clear search' }));
    await userEvent.keyboard('{Escape}');
    expect(change.mock.calls).toEqual([[''], ['']]);
  });

  it('moves to the list with the down arrow', async () => {
    render(
      <main>
        <SearchInput label="Search" value="" onValueChange={vi.fn()} />
        <button>Beside it</button>
        <button data-open="">First row</button>
        <button data-open="">Second row</button>
      </main>,
    );
    await userEvent.type(screen.getByLabelText('Search'), '{ArrowDown}');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'First row' }));
  });

  it('moves to what the rows of its own list are for', async () => {
    render(
      <main>
        <button data-open="">Row of another list</button>
        <SearchInput label="Search" value="" onValueChange={vi.fn()} controls="own" />
        <div id="own">
          <button data-open="">Row</button>
          <button data-stop="">Connect</button>
        </div>
      </main>,
    );
    await userEvent.type(screen.getByLabelText('Search'), '{ArrowDown}');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Connect' }));
  });
});
