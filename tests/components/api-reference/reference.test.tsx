import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { AreasList } from '@/components/api-reference/areas-list';
import { Words } from '@/components/api-reference/code';
import { FieldList } from '@/components/api-reference/field-list';
import { OperationSection } from '@/components/api-reference/operation-section';
import type { ReferenceOperation } from '@/lib/server/openapi/reference';
import { show } from '../support';

const seats = { name: 'seats', depth: 0, type: 'integer, 0 to 500', isRequired: true };
const note = {
  ...{ name: 'note', depth: 0, type: 'text', isRequired: false },
  description: 'Shown to `staff` only.',
};

function showOperation(more: Partial<ReferenceOperation> = {}) {
  const operation: ReferenceOperation = {
    ...{ id: 'change-seats', method: 'PUT', path: '/api/users/{key}/seats' },
    ...{ summary: 'Change seats', description: null, permission: 'users.write' },
    ...{ isForTokens: true, parameters: [], bodies: [], answers: [], problems: [], curl: null },
    ...more,
  };
  return show(<OperationSection operation={operation} />);
}

const section = () => within(screen.getByRole('region', { name: 'Change seats' }));
const titles = () =>
  section()
    .getAllByRole('heading', { level: 3 })
    .map(({ textContent }) => textContent);

it('lists the operations of an area, each leading to its place on the area’s page', () => {
  show(
    <AreasList
      areas={[
        {
          ...{ slug: 'customer-users', name: 'Customer users', description: 'Who uses seats.' },
          lines: [
            { id: 'list-users', method: 'GET', path: '/api/users', summary: 'List users' },
            { id: 'add-a-user', method: 'POST', path: '/api/users', summary: 'Add a user' },
          ],
        },
      ]}
    />,
  );
  expect(screen.getByRole('heading', { name: 'Customer users' })).toBeTruthy();
  const links = screen.getAllByRole('link');
  expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['List usersGET/api/users', '/api-reference/customer-users#list-users'],
    ['Add a userPOST/api/users', '/api-reference/customer-users#add-a-user'],
  ]);
});

it('shows code within a sentence as code', () => {
  const { container } = show(<Words>{'Use `all` or `rpc_…`.'}</Words>);
  expect(container.textContent).toBe('Use all or rpc_….');
  expect([...container.querySelectorAll('code')].map(({ textContent }) => textContent)).toEqual([
    'all',
    'rpc_…',
  ]);
});

it('names an operation by what it does, with its call, as one place to link to', () => {
  const { container } = showOperation({ description: 'Takes effect at `once`.' });
  expect(container.querySelector('#change-seats')).toBeTruthy();
  expect(section().getByRole('heading', { level: 2 }).textContent).toBe('Change seats');
  expect(container.querySelector('code')?.textContent).toBe('PUT/api/users/{key}/seats');
  // A long path breaks after its slashes.
  expect(container.querySelectorAll('code wbr')).toHaveLength(5);
  expect(section().getByText('once').tagName).toBe('CODE');
});

it.each([
  ['a permission', { permission: 'users.write' }, ['users.write', 'With an API token']],
  [
    'a session of anyone',
    { permission: 'profile.write', isForTokens: false },
    ['Anyone who is signed in', 'Not with an API token'],
  ],
  ['nothing', { permission: null, isForTokens: false }, ['No session needed']],
  ['a token alone', { permission: null }, ['No session', 'With an API token']],
])('says that it needs %s', (_, more, words) => {
  showOperation(more);
  const shown = [
    ...(section()
      .getByText(words[0] ?? '')
      .closest('p')?.children ?? []),
  ];
  expect(shown.map(({ textContent }) => textContent)).toEqual(words);
});

it('leaves out the parts that an operation doesn’t have', () => {
  showOperation();
  expect(titles()).toEqual(['Answers']);
});

it('has parameters, a body for each type, answers and an example, in this order', () => {
  showOperation({
    parameters: [{ ...note, name: 'account' }],
    bodies: [
      { type: 'application/json', fields: [seats] },
      { type: 'text/csv', fields: [] },
    ],
    curl: 'curl https://desk.example/api/users',
  });
  expect(titles()).toEqual([
    ...['Parameters', 'Bodyapplication/json', 'Bodytext/csv', 'Answers', 'Example'],
  ]);
  const example = section().getByRole('region', { name: 'Example: Change seats' });
  expect(example.textContent).toBe('curl https://desk.example/api/users');
  // It scrolls by itself, so the keyboard has to reach it.
  expect(example.tabIndex).toBe(0);
});

it('folds the fields of an answer and the errors away', () => {
  showOperation({
    answers: [
      { status: '200', types: ['application/json'], fields: [seats] },
      { status: '204', types: [], fields: [] },
      { status: '206', types: ['text/csv'], fields: [] },
    ],
    problems: [
      [403, ['forbidden']],
      [409, ['conflict', 'request_in_flight']],
    ],
  });
  const lines = section().getAllByRole('listitem');
  expect(lines[0]?.querySelector('summary')?.textContent).toBe('200 application/json');
  expect(lines[0]?.querySelector('details')?.open).toBe(false);
  expect(lines[1]?.textContent).toBe('204 no body');
  expect(lines[2]?.textContent).toBe('206 text/csv');
  expect(lines[3]?.querySelector('summary')?.textContent).toBe('Errors: 403, 409');
  expect(lines[3]?.querySelector('dl')?.textContent).toBe(
    '403forbidden409conflict, request_in_flight',
  );
});

const termsOf = () => screen.getAllByRole('term').map(({ textContent }) => textContent);

it('marks what has to be sent', () => {
  show(<FieldList fields={[seats, note]} />);
  expect(termsOf()).toEqual(['seatsrequired', 'note']);
  const [, definition] = screen.getAllByRole('definition');
  expect(definition?.textContent).toBe('textShown to staff only.');
});

it('marks what may be missing from an answer', () => {
  show(<FieldList fields={[seats, note]} isAnswer />);
  expect(termsOf()).toEqual(['seats', 'noteif any']);
});

it('indents what is nested', () => {
  show(<FieldList fields={[seats, { ...note, depth: 2 }]} />);
  const indents = screen.getAllByRole('term').map(({ parentElement }) => parentElement?.className);
  expect(indents[0]).not.toContain('pl-');
  expect(indents[1]).toContain('pl-8');
});
