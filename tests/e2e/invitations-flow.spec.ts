import { readFile } from 'node:fs/promises';
import type { FileChooser, Locator, Page } from '@playwright/test';
import writeXlsxFile from 'write-excel-file/node';
import { testServer } from '@/tests/support/server';
import { addresses, chip, enter, stampNow } from './invitations-support';
import { press, tabTo } from './keyboard-support';
import { expectSound } from './sound';
import { signedIn } from './support';
import { expect, test } from './test';

/** A workbook with unclear columns: two columns of addresses, on the second of two sheets. */
async function workbook(people: readonly string[]) {
  const rows = people.map((email, at) => [
    { value: `Person ${at + 1}` },
    { value: email },
    { value: `private.${email}` },
    { value: at + 1 },
  ]);
  const file = writeXlsxFile([
    { sheet: 'Read me', data: [[{ value: 'Customers of the spring list' }]] },
    {
      sheet: 'Customers',
      data: [
        ['Name', 'Work mail', 'Private mail', 'PCs'].map((value) => ({ value })),
        ...rows,
        [{ value: 'Odd' }, { value: 'not-an-address' }, { value: 'odd@odd' }, { value: 'lots' }],
      ],
    },
  ]);
  return {
    name: 'contacts.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: Buffer.from(await file.toBuffer()),
  };
}

/** Headless Chromium opens no file chooser on Enter, and sometimes none on the first Space. */
async function chooserOf(page: Page, opener: Locator): Promise<FileChooser> {
  for (let presses = 0; presses < 3; presses += 1) {
    await tabTo(page, opener);
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser', { timeout: 5_000 }).catch(() => null),
      page.keyboard.press('Space'),
    ]);
    if (chooser) return chooser;
  }
  throw new Error('Three times Space opened no file chooser.');
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 2 });

test.describe('in light, by keyboard alone', () => {
  test.use({ colorScheme: 'light' });

  test('a workbook is read, fixed, kept across a reload, submitted, held and finished', async ({
    context,
    page,
  }) => {
    test.setTimeout(150_000);
    await enter(context);
    const people = addresses(4);
    const name = `By keyboard ${stampNow()}`;
    await page.goto('/invitations');
    await press(page, page.getByRole('link', { name: 'Invite people' }).first());

    const choose = button(page, 'Choose a file');
    await expect(choose).toBeVisible();
    const chooser = await chooserOf(page, choose);
    await chooser.setFiles(await workbook(people));
    // The first sheet has a note, so the list is looked for on another one.
    await expect(heading(page, 'Map columns')).toBeFocused();
    await tabTo(page, page.getByRole('combobox', { name: 'Sheet' }));
    await page.keyboard.press('ArrowDown');
    const work = page.getByRole('combobox', { name: 'Use “Work mail” as' });
    const own = page.getByRole('combobox', { name: 'Use “Private mail” as' });
    const seats = page.getByRole('combobox', { name: 'Use “PCs” as' });
    await expect(work).toBeVisible();
    await expectSound(page);
    await tabTo(page, own);
    await page.keyboard.type('Email');
    await expect(own).toHaveValue('email');
    await expect(work).toHaveValue('');
    await tabTo(page, seats);
    await page.keyboard.type('Seats');
    await expect(seats).toHaveValue('seats');
    await press(page, button(page, 'Continue'));

    await expect(heading(page, 'Check the list')).toBeFocused();
    await expect(page.getByText('email in “Private mail”, seats in “PCs”')).toBeVisible();
    await expect(chip(page, 'To fix 1')).toHaveAttribute('aria-pressed', 'true');
    await expectSound(page);
    await tabTo(page, page.getByRole('textbox', { name: 'Email for row 5' }));
    await page.keyboard.press('Control+A');
    const mended = `mended.${people[0]}`;
    await page.keyboard.type(mended);
    await page.keyboard.press('Tab');
    await expect(page.getByRole('textbox', { name: 'Seats for row 5' })).toBeFocused();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('6');
    await page.keyboard.press('Enter');
    await expect(chip(page, 'Ready 5')).toBeVisible();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');

    // Immediately: the latest input is sent as the page is left.
    await page.reload();
    await expect(page.getByText(/^Draft restored: contacts\.xlsx, 5 rows, saved /)).toBeVisible();
    await expect(heading(page, 'Check the list')).toBeVisible();
    await press(page, chip(page, 'All 5'));
    await expect(page.getByRole('textbox', { name: 'Email for row 5' })).toHaveValue(mended);
    await expect(page.getByRole('textbox', { name: 'Seats for row 5' })).toHaveValue('6');
    await press(page, page.getByRole('checkbox', { name: 'Invite row 2' }), 'Space');
    await expect(chip(page, 'Excluded 1')).toBeVisible();
    await press(page, button(page, 'Continue'));

    await expect(heading(page, 'Review')).toBeFocused();
    await expect(page.getByText('Will invite 4 people, skip 1 (1 excluded).')).toBeVisible();
    await expectSound(page);
    await tabTo(page, page.getByRole('textbox', { name: 'Batch name' }));
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');

    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
    await expect(page.getByText(/^Sending starts in \d+ s/)).toBeVisible();
    await expectSound(page);
    await expect(page.getByText('Finished: 4 invited').first()).toBeVisible({ timeout: 45_000 });
    await press(page, chip(page, 'Invited 4'));
    await expect(page.getByRole('row').filter({ hasText: mended })).toContainText('Invited');
    await expectSound(page);
    await tabTo(page, page.getByRole('button', { name: 'Download results' }));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.keyboard.press('Enter'),
    ]);
    const file = await readFile(await download.path(), 'utf8');
    expect(file.trim().split('\r\n')).toHaveLength(5);
    expect(file).toContain('odd@odd');
    await page.goto('/invitations/new');
    await expect(page.getByLabel('Or paste a list')).toHaveValue('');
  });
});

test.describe('in dark, by what a screen reader announces', () => {
  test.use({ colorScheme: 'dark' });

  test('each step exposes its name, counts and problems by role', async ({ context, page }) => {
    await enter(context);
    const people = addresses(3);
    const main = page.getByRole('main');
    await page.goto('/invitations/new');
    await main.getByRole('textbox', { name: 'Or paste a list' }).fill(
      [
        // The columns selected for a list are remembered for the next one with the same headings.
        `Who ${stampNow()},One mail,Other mail`,
        `Ann,${people[0]},${people[1]}`,
        `Bob,bob@broken,${people[2]}`,
      ].join('\n'),
    );
    await main.getByRole('button', { name: 'Check the list' }).click();

    const nav = main.getByRole('navigation', { name: 'Steps' });
    await expect(heading(page, 'Map columns')).toBeFocused();
    await expect(nav.locator('[aria-current=step]')).toHaveText(/List/);
    const table = main.getByRole('table', { name: 'Columns of the list' });
    await expect(table.getByRole('row')).toHaveCount(4);
    await expectSound(page);
    await table.getByRole('combobox', { name: 'Use “One mail” as' }).selectOption('Email');
    await main.getByRole('button', { name: 'Continue' }).click();

    await expect(heading(page, 'Check the list')).toBeFocused();
    await expect(nav.locator('[aria-current=step]')).toHaveText(/Check/);
    const views = main.getByRole('group', { name: 'Filter rows' });
    await expect(views.getByRole('button', { name: 'To fix 1', pressed: true })).toBeVisible();
    const cell = main.getByRole('textbox', { name: 'Email for row 2' });
    await expect(cell).toHaveAttribute('aria-invalid', 'true');
    await expect(cell).toHaveAccessibleDescription(/The domain has no ending/);
    await expect(
      main.getByRole('status').filter({ hasText: 'Will invite 1, skip 1' }),
    ).toBeVisible();
    await expectSound(page);
    await main.getByRole('button', { name: 'Exclude rows to fix' }).click();
    await expect(views.getByRole('button', { name: 'Excluded 1' })).toBeVisible();
    await main.getByRole('textbox', { name: 'Seats per person (1 person)' }).fill('2');
    await main.getByRole('button', { name: 'Set seats' }).click();
    await expect(main.getByText('1 person gets 2 seats each.')).toBeVisible();
    await main.getByRole('button', { name: 'Continue' }).click();

    await expect(heading(page, 'Review')).toBeFocused();
    await expectSound(page);
    await main.getByRole('checkbox', { name: /^Wait 20 seconds/ }).uncheck();
    await main.getByRole('button', { name: 'Invite 1 person' }).click();

    const state = main.getByRole('region', { name: 'Batch status' });
    await expect(state.getByRole('status')).toHaveText('Finished: 1 invited', { timeout: 30_000 });
    await expect(state.getByRole('progressbar', { name: 'Invitations processed' })).toHaveAttribute(
      'aria-valuetext',
      '1 of 1 processed',
    );
    const rows = main.getByRole('table', { name: 'Invitations in this batch' });
    await expect(rows.getByRole('row')).toHaveCount(2);
    await expectSound(page);
  });

  test('nothing is lost when the session ends: the list is back after signing in again', async ({
    context,
    page,
  }) => {
    await enter(context);
    const [first] = addresses(1);
    await page.goto('/invitations/new');
    await page.getByLabel('Or paste a list').fill(`${first}\nbroken`);
    await page.getByRole('button', { name: 'Check the list' }).click();
    await expect(heading(page, 'Check the list')).toBeVisible();
    await expect(page.getByText('Draft saved')).toBeVisible();
    await context.clearCookies();
    await page.getByRole('textbox', { name: 'Email for row 2' }).fill(`put.right.${first}`);
    await page.keyboard.press('Enter');
    await expect(page.getByText('You’re signed out').first()).toBeVisible();
    const { cookies } = await (await signedIn(testServer())).storageState();
    await context.addCookies(cookies);
    await expect(page.getByText('Draft saved')).toBeVisible({ timeout: 20_000 });
    await page.reload();
    await expect(page.getByText(/^Draft restored: pasted list, 2 rows/)).toBeVisible();
    await chip(page, 'All 2').click();
    await expect(page.getByRole('textbox', { name: 'Email for row 2' })).toHaveValue(
      `put.right.${first}`,
    );
  });
});
