import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { isShifted, pressRowControl } from '@/components/items/row-keys';
import { SelectPage } from '@/components/items/select-page';
import { SelectionBar } from '@/components/items/selection-bar';
import { useSelection } from '@/components/items/use-selection';
import { show } from '../support';

type Item = { id: string; version: number };

/** A list of two pages with a filter, as the lists of users and devices are. */
function List({ version = 1 }: { version?: number }) {
  const [page, setPage] = useState(0);
  const [filter, setFilter] = useState('');
  const pages = [
    ['a', 'b', 'c', 'd'],
    ['e', 'f'],
  ];
  const items: Item[] = (pages[page] ?? []).map((id) => ({ id, version }));
  const selection = useSelection(filter, items, ({ id }) => id);
  const { rows, isAll } = selection;
  const chosen = rows.map((row) => `${row.id}${row.version}`).join(' ');
  return (
    <>
      <button type="button" onClick={() => setPage(1 - page)}>
        Other page
      </button>
      <button type="button" onClick={() => setFilter(filter ? '' : 'status=active')}>
        Other filter
      </button>
      <table onKeyDown={pressRowControl}>
        <thead>
          <tr>
            <th>
              <SelectPage label="Select all" {...{ selection, items }} />
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td>
                <a href={`#${item.id}`}>{item.id}</a>
                <input
                  type="checkbox"
                  data-select
                  aria-label={`Select ${item.id}`}
                  checked={selection.has(item)}
                  onChange={(event) =>
                    selection.selectRow(item, event.target.checked, isShifted(event))
                  }
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <SelectionBar
        summary={isAll ? 'All selected' : rows.length > 0 ? chosen : null}
        onClear={selection.clear}
      >
        <button type="button" onClick={selection.selectAllMatching}>
          Select all that match
        </button>
      </SelectionBar>
    </>
  );
}

const box = (id: string) => screen.getByLabelText<HTMLInputElement>(`Select ${id}`);
const all = () => screen.getByLabelText<HTMLInputElement>('Select all');
const bar = () => screen.getByRole('status').querySelector('span')?.textContent ?? '';
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

it('shows a bar only while something is selected', () => {
  show(<List />);
  expect(bar()).toBe('');
  fireEvent.click(box('b'));
  expect(bar()).toBe('b1');
  fireEvent.click(box('b'));
  expect(bar()).toBe('');
  expect(screen.queryByRole('button', { name: 'Clear selection' })).toBeNull();
});

it('selects a range with Shift, in either direction, and clears one', () => {
  show(<List />);
  fireEvent.click(box('d'));
  fireEvent.click(box('b'), { shiftKey: true });
  expect(bar()).toBe('d1 b1 c1');
  fireEvent.click(box('d'), { shiftKey: true });
  expect(bar()).toBe('');
});

it('selects the page, says that a part is selected, and clears it', () => {
  show(<List />);
  fireEvent.click(box('a'));
  expect([all().checked, all().indeterminate]).toEqual([false, true]);
  fireEvent.click(all());
  expect([all().checked, all().indeterminate]).toEqual([true, false]);
  expect(bar()).toBe('a1 b1 c1 d1');
  fireEvent.click(all());
  expect(bar()).toBe('');
});

it('keeps rows of other pages selected, and what is known of them up to date', () => {
  const { rerender } = show(<List />);
  fireEvent.click(box('b'));
  press('Other page');
  fireEvent.click(box('e'));
  // On another page, a range can't begin at a row of this one.
  fireEvent.click(box('f'), { shiftKey: true });
  expect(bar()).toBe('b1 e1 f1');
  press('Other page');
  expect(box('b').checked).toBe(true);
  rerender(<List version={2} />);
  expect(bar()).toBe('b2 e1 f1');
});

it('doesn’t begin a range at a row of another page', () => {
  show(<List />);
  fireEvent.click(box('a'));
  press('Other page');
  fireEvent.click(box('f'), { shiftKey: true });
  expect(bar()).toBe('a1 f1');
});

it('selects all that match until the filter changes', () => {
  show(<List />);
  fireEvent.click(box('a'));
  press('Select all that match');
  expect(bar()).toBe('All selected');
  press('Other page');
  expect(box('f').checked).toBe(true);
  press('Other filter');
  expect(bar()).toBe('');
  expect(box('f').checked).toBe(false);
});

it('keeps the others on the page if one of all is cleared', () => {
  show(<List />);
  fireEvent.click(box('a'));
  press('Select all that match');
  fireEvent.click(box('c'));
  expect(bar()).toBe('a1 b1 d1');
  press('Clear selection');
  expect(bar()).toBe('');
});

it('selects with the key x, a range with Shift, wherever in the row the focus is', () => {
  show(<List />);
  fireEvent.keyDown(screen.getByText('a'), { key: 'x' });
  fireEvent.keyDown(screen.getByText('c'), { key: 'X', shiftKey: true });
  expect(bar()).toBe('a1 b1 c1');
});

it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }])(
  'leaves x with %j to the browser',
  (modifier) => {
    show(<List />);
    fireEvent.keyDown(screen.getByText('a'), { key: 'x', ...modifier });
    expect(bar()).toBe('');
  },
);
