import type { APIRequestContext, BrowserContext, Page } from '@playwright/test';
import writeXlsxFile from 'write-excel-file/node';
import { shoot } from './shoot';

const seatsOf = ['2', '3', '1', 'lots', '5', '', '12'];

/** Every step from a workbook to a held batch, each with something to show. */
export async function takeInvitationSteps(
  context: BrowserContext,
  client: APIRequestContext,
  look: string,
): Promise<void> {
  await client.delete('/api/batches/draft');
  const page = await context.newPage();
  await page.goto('/invitations/new', { waitUntil: 'networkidle' });
  await page.getByText('Supported formats').click();
  await shoot(page, `step-list-${look}`);
  await page.getByLabel('File with email addresses').setInputFiles(await workbook(look));
  await sayColumns(page, look);
  await check(page, look);
  await review(page, look);
  await page.close();
}

async function sayColumns(page: Page, look: string): Promise<void> {
  const change = page.getByRole('button', { name: 'Change columns' });
  const asked = page.getByRole('heading', { name: 'Map columns' });
  await asked.or(change).first().waitFor();
  // Selections from an earlier look are remembered.
  if (await change.isVisible()) await change.click();
  await page.getByLabel('Use “Work mail” as').selectOption('Email');
  await page.getByLabel('Use “PCs” as').selectOption('Seats');
  await shoot(page, `step-columns-${look}`);
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function check(page: Page, look: string): Promise<void> {
  await page.getByRole('heading', { name: 'Check the list' }).waitFor();
  await shoot(page, `step-check-fix-${look}`);
  await page.getByRole('button', { name: /^All / }).click();
  await page.getByText('Draft saved').waitFor({ state: 'attached' });
  await page.reload({ waitUntil: 'networkidle' });
  await page.getByRole('button', { name: /^All / }).click();
  await shoot(page, `step-check-all-${look}`);
}

async function review(page: Page, look: string): Promise<void> {
  await page.getByLabel(/^Seats per person/).fill('1');
  await page.getByRole('button', { name: 'Set seats' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Review' }).waitFor();
  await page.getByRole('button', { name: /^Invite / }).click();
  await shoot(page, `step-review-${look}`);
  const asked = /^Type (\d+) to confirm/.exec(
    (await page.getByText(/^Type \d+ to confirm/).textContent()) ?? '',
  );
  await page.getByLabel(/^Type \d+ to confirm/).fill(asked?.[1] ?? '');
  await page.getByLabel('Batch name').fill(`Spring list, ${look}`);
  await page.getByRole('button', { name: /^Invite / }).click();
  await page.getByText(/^Sending starts in \d+ s/).waitFor();
  await shoot(page, `step-held-${look}`);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { name: 'Check the list' }).waitFor();
  await shoot(page, `step-undone-${look}`);
}

/** 300 people, with two columns of addresses and some typical errors. */
async function workbook(look: string) {
  const people = Array.from({ length: 300 }, (_, at) => {
    const local = at === 4 ? 'kim+rdp' : `person${at + 1}`;
    return {
      name: `Person ${at + 1}`,
      work: at % 40 === 7 ? `person${at + 1}.example` : `${local}@${look}.westwind.example`,
      own: `private${at + 1}@home.example`,
      seats: seatsOf[at % 40] ?? '1',
    };
  });
  const repeated = people.slice(0, 3);
  const known = { name: 'IT', work: 'it@harborlight.example', own: '', seats: '1' };
  const rows = [...people, ...repeated, known].map(({ name, work, own, seats }) =>
    [name, work, own, seats].map((value) => ({ value })),
  );
  const headings = ['Name', 'Work mail', 'Private mail', 'PCs'].map((value) => ({ value }));
  const file = writeXlsxFile([
    { sheet: 'Customers', data: [headings, ...rows] },
    { sheet: 'Notes', data: [[{ value: 'Nothing here' }]] },
  ]);
  return {
    name: 'contacts.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: Buffer.from(await file.toBuffer()),
  };
}
