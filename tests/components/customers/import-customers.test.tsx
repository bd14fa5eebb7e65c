import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ImportCustomers } from '@/components/customers/import/import-customers';
import { hasDone, problemsCsv, willDo } from '@/components/customers/import/row-states';
import type { CustomerList } from '@/lib/contract/customer-lists';
import { aProblem, renderAt, stubApi } from '@/tests/components/users/support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const none = {
  ...{ new: 0, update: 0, created: 0, updated: 0, skipped: 0 },
  ...{ unchanged: 0, repeated: 0, fix: 0 },
};
const checked: CustomerList = {
  columns: {
    ...{ kinds: ['name', null], headerRow: 0, isSure: true },
    headers: ['Firma', 'Web'],
    samples: [['North'], ['north.example']],
    firstRows: [
      ['Firma', 'Web'],
      ['North', 'north.example'],
    ],
  },
  rows: [
    { index: 0, name: 'North', state: 'new' },
    { index: 1, name: 'South', state: 'update', message: 'Changes: note', customerId: 'cus_s' },
    { index: 2, name: '', state: 'fix', message: 'The name is missing.' },
  ],
  counts: { ...none, new: 1, update: 1, fix: 1 },
  ...{ delimiter: ';', encoding: 'utf-8', sheets: [], sheet: null },
};

const text = 'Firma;Web';
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

async function handIn(answer: () => unknown) {
  const calls = stubApi(answer);
  renderAt('', <ImportCustomers />);
  await userEvent.type(screen.getByLabelText('Or paste a list'), text);
  await press('Check the list');
  return calls;
}

describe('importing customers', () => {
  it('keeps the list if it can’t be read, with the reason', async () => {
    await handIn(() => aProblem(400, 'invalid_request', { detail: 'This list is empty.' }));
    expect(await screen.findByText('This list is empty.')).toBeTruthy();
    expect(screen.getByLabelText('Or paste a list')).toHaveProperty('value', text);
  });

  it('saves the columns as they were reviewed, keeps the list after an error, and shows each result', async () => {
    let answer: () => unknown = () => checked;
    const calls = await handIn(() => answer());
    expect(await screen.findByText('Will add 1 customer, update 1, skip 1.')).toBeTruthy();
    await userEvent.click(screen.getByRole('radio', { name: 'Skip' }));
    expect(screen.getByText('Will add 1 customer, skip 2.')).toBeTruthy();
    answer = () => aProblem(500, 'internal_error');
    await press('Save 1 customer');
    expect(
      await screen.findByText('Outcome unknown: the customers may have been saved'),
    ).toBeTruthy();
    answer = () => ({
      ...checked,
      rows: [
        { index: 0, name: 'North', state: 'created', customerId: 'cus_n' },
        { index: 1, name: 'South', state: 'skipped', customerId: 'cus_s' },
        checked.rows[2],
      ],
      counts: { ...none, created: 1, skipped: 1, fix: 1 },
    });
    await press('Save 1 customer');
    expect(await screen.findByText('Added 1 customer, skipped 2.')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'North' }).getAttribute('href')).toBe(
      '/customers/cus_n',
    );
    const reading = { columns: { kinds: ['name', null], headerRow: 0 } };
    expect(calls.map(({ path, body }) => [path, body])).toEqual([
      ['/api/customers/import/preview', { text, reading: {} }],
      ['/api/customers/import?existing=skip', { text, reading }],
      ['/api/customers/import?existing=skip', { text, reading }],
    ]);
  });

  it('asks for the columns if they aren’t certain', async () => {
    const unsure = {
      ...checked,
      columns: { ...checked.columns, kinds: [null, 'domains'], isSure: false },
      ...{ rows: [], counts: none },
    };
    let answer: () => unknown = () => unsure;
    const calls = await handIn(() => answer());
    expect(await screen.findByText(/The columns can’t be determined/)).toBeTruthy();
    await press('Continue');
    expect(
      within(screen.getByRole('alert')).getByText(
        'Select the column with the names of the customers.',
      ),
    ).toBeTruthy();
    await userEvent.selectOptions(screen.getByLabelText('Use “Firma” as'), 'Name');
    answer = () => checked;
    await press('Continue');
    expect(await screen.findByText('Will add 1 customer, update 1, skip 1.')).toBeTruthy();
    expect(calls.at(-1)?.body).toEqual({
      text,
      reading: { columns: { kinds: ['name', 'domains'], headerRow: 0 } },
    });
  });

  it('says what it will do and did, and which rows to fix', () => {
    expect(willDo({ ...none, update: 2 }, 'skip')).toBe('Nothing in this list changes a customer.');
    expect(willDo({ ...none, update: 2 }, 'update')).toBe('Will update 2 customers.');
    expect(hasDone({ ...none, unchanged: 3 })).toBe('No customer was changed.');
    expect(hasDone({ ...none, created: 2, updated: 1, fix: 1 })).toBe(
      'Added 2 customers, updated 1, skipped 1.',
    );
    expect(problemsCsv(checked.rows)).toEqual([
      ['Row', 'Customer', 'Reason'],
      [3, '', 'The name is missing.'],
    ]);
  });
});
