import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { quotedColumn, ReadAsLine, readAsText } from '@/components/lists/read-as';
import { SignInAgainLink, StepFoot, SubmitProblem } from '@/components/lists/submit-parts';
import { ApiProblem } from '@/lib/client/fetch-api';
import { atMoment, show } from '../support';

const text = { sheet: null, sheets: [], delimiter: null, encoding: 'utf-8' } as const;

it.each([
  ['pasted addresses', text, null, 'list of addresses'],
  [
    'a CSV file',
    { ...text, delimiter: ';' },
    'email in “Mail”',
    'semicolon-separated · email in “Mail”',
  ],
  ['a file of tabs', { ...text, delimiter: '\t' }, null, 'tab-separated'],
  [
    'an old encoding',
    { ...text, delimiter: ',', encoding: 'windows-1252' },
    null,
    'comma-separated · Windows-1252',
  ],
  [
    'UTF-16, either way around',
    { ...text, delimiter: '|', encoding: 'utf-16be' },
    null,
    'pipe-separated · UTF-16',
  ],
  [
    'the only sheet',
    { ...text, sheet: 'People', sheets: ['People'], encoding: null },
    null,
    'sheet “People”',
  ],
  [
    'one sheet of several',
    { ...text, sheet: 'People', sheets: ['People', 'Old', 'New'], encoding: null },
    'email in column 1',
    'sheet “People”, one of 3 · email in column 1',
  ],
] as const)('says how %s was read', (_, list, columns, words) => {
  expect(readAsText({ ...list, sheets: [...list.sheets] }, columns)).toBe(words);
});

it('names a column by its header, or by its place', () => {
  expect(quotedColumn(['Mail', '  '], 0)).toBe('“Mail”');
  expect(quotedColumn(['Mail', '  '], 1)).toBe('column 2');
  expect(quotedColumn(['Mail'], 4)).toBe('column 5');
});

it('says it in one line, with the way to change it', async () => {
  atMoment('2026-11-30T12:00:00.000Z');
  const onColumns = vi.fn();
  const { user } = show(
    <ReadAsLine
      {...{ fileName: 'people.csv', rows: 1_240, text: 'comma-separated', onColumns }}
      usersAsOf="2026-11-30T11:55:00.000Z"
    />,
  );
  expect(document.querySelector('p')?.textContent).toBe(
    'people.csv · 1,240 rows · comma-separated · users as of 5 min ago · Change columns',
  );
  await user.click(screen.getByRole('button', { name: 'Change columns' }));
  expect(onColumns).toHaveBeenCalledTimes(1);
});

it('leaves out what isn’t known: the file of pasted text, and users that couldn’t be fetched', () => {
  show(<ReadAsLine rows={1} text="list of addresses" usersAsOf={null} onColumns={vi.fn()} />);
  expect(document.querySelector('p')?.textContent).toBe(
    '1 row · list of addresses · Change columns',
  );
});

it('announces what submitting will do, beside its buttons', () => {
  show(
    <StepFoot summary="3 invitations will be sent">
      <button type="button">Send</button>
    </StepFoot>,
  );
  expect(screen.getByRole('status').textContent).toBe('3 invitations will be sent');
  expect(screen.getByRole('button', { name: 'Send' })).toBeTruthy();
});

it('announces a failed attempt each time, with what to do next', () => {
  const problem = new ApiProblem({
    ...{ status: 401, code: 'unauthenticated', detail: 'Your session has ended.' },
    requestId: 'req-7',
  });
  const of = (attempt: number) => (
    <SubmitProblem
      {...{ title: 'Nothing was sent', problem, attempt }}
      hint={
        <>
          <SignInAgainLink />, then send again.
        </>
      }
    />
  );
  const { rerender } = show(of(1));
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toBe('Nothing was sentYour session has ended.Request ID req-7');
  expect(document.activeElement).toBe(alert);
  alert.blur();
  rerender(of(2));
  expect(document.activeElement).toBe(screen.getByRole('alert'));
  const link = screen.getByRole('link', { name: 'Sign in in another tab' });
  // Here, what was typed would be lost.
  expect(link.getAttribute('target')).toBe('_blank');
});
