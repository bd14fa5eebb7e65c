import { keyNames, keyTable } from '@/lib/shared/keys';
import { testServer } from '@/tests/support/server';
import { addStaff, signedIn, STAFF_PASSWORD } from './support';
import { expect, test } from './test';

const server = testServer();

test.beforeEach(async ({ context }) => {
  await context.addCookies((await (await signedIn(server)).storageState()).cookies);
});

test('a page that isn’t there keeps the navigation, and answers 404', async ({ page }) => {
  const answer = await page.goto('/no/such/page');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  await expect(page).toHaveTitle('Page not found · Reseller Desk');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' }).click();
  await expect(page.getByRole('heading', { name: 'Users', level: 1 })).toBeVisible();
});

test('a page that the role doesn’t include keeps the navigation', async ({ browser }) => {
  const viewer = await addStaff(server, await signedIn(server), 'viewer');
  const { cookies } = await (
    await signedIn(server, { email: viewer.email, password: STAFF_PASSWORD })
  ).storageState();
  const context = await browser.newContext({ baseURL: server.url });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto('/staff');
  await expect(
    page.getByRole('heading', { name: 'You don’t have access to this page' }),
  ).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await page.keyboard.press('Control+k');
  // Someone who has created no batch, which a viewer would find by its creator.
  const colleague = await addStaff(server, await signedIn(server), 'technician');
  await page.getByRole('combobox').fill(colleague.email);
  await expect(page.getByText(/^No results for/)).toBeVisible();
  await context.close();
});

test('the skip link has space around its text, and on a phone the sandbox is named once', async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto('/users');
  await page.keyboard.press('Tab');
  const link = page.getByRole('link', { name: 'Skip to main content' });
  await expect(link).toBeFocused();
  expect(await link.evaluate((one) => getComputedStyle(one).padding)).toBe('6px 12px');
  await expect(page.getByText('Sandbox', { exact: false }).filter({ visible: true })).toHaveCount(
    1,
  );
});

for (const name of keyNames) {
  const { href, keys } = keyTable[name];
  if (!href) continue;
  test(`${keys[0]} opens ${href}`, async ({ page }) => {
    await page.goto(href === '/profile' ? '/' : '/profile');
    const [first = '', second = ''] = keys[0]?.split(' ') ?? [];
    await page.keyboard.press(first);
    await page.keyboard.press(second);
    await expect(page).toHaveURL((url) => url.pathname === href || url.pathname.startsWith(href));
    await expect(page).not.toHaveURL(href === '/profile' ? /\/$/ : /\/profile/);
  });
}

for (const [path, list] of [
  ['/users', 'tbody [data-open]'],
  ['/devices', 'tbody :is([data-open], [data-stop])'],
  ['/activity', 'tbody [data-open]'],
] as const) {
  test(`J and K move in the list of ${path} as the arrows do, and ? is what it is`, async ({
    page,
  }) => {
    await page.goto(path);
    const rows = page.locator(list);
    await expect(rows.nth(1)).toBeAttached();
    await page.keyboard.press('j');
    await expect(rows.nth(0)).toBeFocused();
    await page.keyboard.press('j');
    await expect(rows.nth(1)).toBeFocused();
    await page.keyboard.press('k');
    await expect(rows.nth(0)).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(rows.nth(1)).toBeFocused();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('Escape');
    await expect(rows.nth(1)).toBeFocused();
  });
}

test('while a row’s checkbox has the focus, keys work; in the search, letters are letters', async ({
  page,
}) => {
  await page.goto('/users');
  await page.locator('tbody input[type=checkbox]').first().focus();
  await page.keyboard.press('/');
  const search = page.getByRole('searchbox');
  await expect(search).toBeFocused();
  await page.keyboard.type('gjkx?');
  await expect(search).toHaveValue('gjkx?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('text pasted into the palette and Enter opens the user; recent entries come first', async ({
  page,
}) => {
  const { items } = (await (
    await (await signedIn(server)).get('/api/users?pageSize=1')
  ).json()) as { items: { username: string }[] };
  const email = items[0]?.username ?? '';
  await page.goto('/');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.insertText(email);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/users\/usr_[\w-]{22}$/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('group', { name: 'Recent' }).getByRole('option')).toHaveText([email]);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(email);
});

test('each key in the palette is answered within 50 ms', async ({ page }) => {
  await page.goto('/users');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.evaluate(() => {
    const took: number[] = [];
    Object.assign(window, { took });
    document.addEventListener(
      'keydown',
      () => {
        const begun = performance.now();
        requestAnimationFrame(() => setTimeout(() => took.push(performance.now() - begun)));
      },
      { capture: true },
    );
  });
  await page.keyboard.type('meridian dental users over', { delay: 60 });
  const took = await page.evaluate(() => (window as unknown as { took: number[] }).took);
  const sorted = took.toSorted((one, other) => one - other);
  console.log(
    `palette, ms per key: median ${sorted[13]?.toFixed(1)}, worst ${sorted.at(-1)?.toFixed(1)}`,
  );
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(50);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a printed list, from ${colorScheme} mode, has its rows, filter and date, and nothing to press`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/users?seats=over&search=e');
    await expect(page.locator('tbody [data-open]').first()).toBeVisible();
    const rows = await page.locator('tbody tr').count();
    await page.emulateMedia({ media: 'print', colorScheme });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
    await expect(page.getByRole('heading', { name: 'Users', level: 1 })).toBeVisible();
    await expect(page.getByText('Seats: Over limit')).toBeVisible();
    await expect(page.getByRole('searchbox')).toHaveValue('e');
    await expect(page.getByText(/^Reseller Desk · .+ · \d+ \w+ \d{4}, \d\d:\d\d$/)).toBeVisible();
    await expect(page.locator('tbody tr').filter({ visible: true })).toHaveCount(rows);
    const pressed = await page.locator('button:visible').allTextContents();
    // Addresses and headings are buttons on the screen, and text on paper.
    expect(pressed.filter((text) => /sign in|export|clear|add|remove|copy/i.test(text))).toEqual(
      [],
    );
    const colors = await page.evaluate(() => {
      const { color } = getComputedStyle(document.body);
      return [color, getComputedStyle(document.documentElement).backgroundColor];
    });
    expect(colors).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    await page.pdf({ path: `test-results/users-${colorScheme}.pdf` });
  });
}

test('what stays in view stays there behind a dialog, and the page behind doesn’t scroll', async ({
  page,
}) => {
  await page.goto('/users?pageSize=100');
  await page.mouse.move(640, 400);
  await page.mouse.wheel(0, 900);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(500);
  const before = await page.evaluate(() => scrollY);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  const bar = await page.locator('nav[aria-label=Main]').boundingBox();
  expect(bar?.y).toBeGreaterThanOrEqual(0);
  expect(bar?.y).toBeLessThan(150);
  await page.mouse.wheel(0, 600);
  await page.keyboard.press('PageDown');
  expect(await page.evaluate(() => scrollY)).toBe(before);
});
