import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { ColumnsForm, HeaderRowChoice } from '@/components/lists/columns-form';
import { ColumnsTable } from '@/components/lists/columns-table';
import { ApiProblem } from '@/lib/client/fetch-api';
import { show } from '../support';

const heard = {
  onSheet: vi.fn(),
  onHidden: vi.fn(),
  onSubmit: vi.fn(),
  onBack: vi.fn(),
};
const csv = { sheets: [], sheet: null };
const workbook = {
  ...{ sheets: ['People', 'Old', 'Prices'], hiddenSheets: ['Old'], sheet: 'People' },
};
const quiet = { isPending: false, error: null, submittedAt: 0 };

function showForm(more: Partial<Parameters<typeof ColumnsForm>[0]> = {}) {
  Object.values(heard).forEach((each) => each.mockClear());
  return show(
    <ColumnsForm
      {...{ isEntered: false, intro: 'Which column has the addresses?', list: csv }}
      {...{ reading: quiet, faults: [] }}
      {...heard}
      {...more}
    >
      {more.children ?? 'The columns'}
    </ColumnsForm>,
  );
}

it('asks for no sheet where there is none to choose', () => {
  showForm();
  expect(screen.queryByLabelText('Sheet')).toBeNull();
  expect(screen.queryByRole('alert')).toBeNull();
});

it('chooses another sheet of a workbook, and says which are hidden', async () => {
  const { user } = showForm({ list: workbook });
  const sheet = screen.getByLabelText<HTMLSelectElement>('Sheet');
  expect([...sheet.options].map(({ text }) => text)).toEqual(['People', 'Old (hidden)', 'Prices']);
  expect(screen.getByText('This workbook has 3 sheets.')).toBeTruthy();
  await user.selectOptions(sheet, 'Prices');
  expect(heard.onSheet).toHaveBeenCalledExactlyOnceWith('Prices');
});

it('can’t be changed or submitted while another sheet is being read', async () => {
  const { user } = showForm({ list: workbook, reading: { ...quiet, isPending: true } });
  expect(screen.getByLabelText<HTMLSelectElement>('Sheet').disabled).toBe(true);
  expect(screen.getByText('Reading…')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  expect(heard.onSubmit).not.toHaveBeenCalled();
});

it.each([
  [{ rows: 1, columns: 0 }, '1 hidden row skipped', 'It’s hidden in the sheet'],
  [{ rows: 0, columns: 2 }, '2 hidden columns skipped', 'They’re hidden in the sheet'],
  [{ rows: 1, columns: 1 }, '1 hidden row and 1 hidden column skipped', 'They’re hidden'],
  [{ rows: 1_200, columns: 0 }, '1,200 hidden rows skipped', 'They’re hidden'],
])('says what the sheet hides: %j', (hidden, title, words) => {
  showForm({ list: { ...workbook, hidden: { ...hidden, isIncluded: false } } });
  expect(screen.getByText(title)).toBeTruthy();
  expect(screen.getByText(new RegExp(`^${words}`))).toBeTruthy();
});

it('includes what is hidden on request, and skips it again', async () => {
  const { user } = showForm({
    list: { ...workbook, hidden: { rows: 2, columns: 0, isIncluded: false } },
  });
  await user.click(screen.getByRole('button', { name: 'Include hidden data' }));
  expect(heard.onHidden).toHaveBeenLastCalledWith(true);
});

it('says that hidden data is included', async () => {
  const { user } = showForm({
    list: { ...workbook, hidden: { rows: 2, columns: 0, isIncluded: true } },
  });
  expect(screen.getByText('2 hidden rows included')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Skip hidden data' }));
  expect(heard.onHidden).toHaveBeenLastCalledWith(false);
});

it('leads from each fault to its field', async () => {
  const { user } = showForm({
    faults: [{ fieldId: 'column-1', message: 'Choose the column with the addresses.' }],
    children: (
      <ColumnsTable
        columns={[{ index: 1, name: 'Mail', samples: ['ann@x.example'] }]}
        uses={[{ value: 'email', label: 'Email' }]}
        chosenUse={() => null}
        onUse={() => undefined}
      />
    ),
  });
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toContain('Fix 1 error to continue');
  expect(document.activeElement).toBe(alert);
  const choice = screen.getByLabelText('Use “Mail” as');
  choice.scrollIntoView = () => undefined;
  await user.click(screen.getByRole('link', { name: 'Choose the column with the addresses.' }));
  expect(document.activeElement).toBe(choice);
});

const unreadable = new ApiProblem({
  ...{ status: 422, code: 'invalid_list', detail: 'The sheet is empty.', requestId: 'req-7' },
});

it('says why the list can’t be read this way, unless the form itself has faults', () => {
  const reading = { ...quiet, error: unreadable, submittedAt: 1 };
  const { unmount } = showForm({ reading });
  expect(screen.getByRole('alert').textContent).toBe(
    'The list can’t be read this wayThe sheet is empty.Request ID req-7',
  );
  unmount();
  showForm({ reading, faults: [{ fieldId: 'column-0', message: 'Choose a column.' }] });
  expect(screen.getByRole('alert').textContent).toBe('Fix 1 error to continueChoose a column.');
});

it('goes on and back', async () => {
  const { user } = showForm();
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  await user.click(screen.getByRole('button', { name: 'Back' }));
  expect(heard.onSubmit).toHaveBeenCalledTimes(1);
  expect(heard.onBack).toHaveBeenCalledTimes(1);
});

it.each([
  [null, undefined],
  [0, undefined],
  [1, 'The row above it will be skipped.'],
  [3, 'The 3 rows above it will be skipped.'],
])('says how many rows above header row %s are skipped', (row, help) => {
  show(<HeaderRowChoice {...{ row, rows: ['A', 'B', 'C', 'D'], onChoose: vi.fn() }} />);
  expect(screen.queryByText(/above it will be skipped/)?.textContent).toBe(help);
});

it('names the rows by their text, as far as it may be shown, and chooses one or none', async () => {
  const onChoose = vi.fn();
  const { user } = show(
    <HeaderRowChoice rows={['Price list', '', 'Mail · Seats']} row={2} onChoose={onChoose} />,
  );
  const choice = screen.getByLabelText<HTMLSelectElement>('Header row');
  expect([...choice.options].map(({ text }) => text)).toEqual([
    'None',
    'Row 1: Price list',
    'Row 2',
    'Row 3: Mail · Seats',
  ]);
  await user.selectOptions(choice, 'Row 1: Price list');
  await user.selectOptions(choice, 'None');
  expect(onChoose.mock.calls).toEqual([[0], [null]]);
});
