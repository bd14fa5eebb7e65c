import { z } from 'zod';
import { actionGroups } from '@/lib/shared/audit-actions';
import { userColumnIds } from '@/lib/shared/user-columns';
import { canonicalQuery, viewPages, type ViewPage } from '@/lib/shared/view-pages';
import { auditOutcomes } from './audit';
import { accountIdSchema, boundedArray, lineSchema } from './common';
import { customerFiltersSchema } from './customers';
import { listDevicesQuerySchema } from './devices';
import { listBatchesQuerySchema } from './invitations';
import { roleSchema } from './staff';
import { userFiltersSchema } from './users';

export type { SavedView, SavedViews } from './answers/views';

export type ViewScope = 'me' | 'role' | 'everyone';

const { account, search, state, shared, offlineDays, tag, customer, sort } =
  listDevicesQuerySchema.shape;
const batches = listBatchesQuerySchema.shape;
const words = z.string().max(300);
const day = z.iso.date();

/** What each page takes in its URL, without the place in the list. */
const filtersOf: Record<ViewPage, z.ZodObject> = {
  users: userFiltersSchema.extend({ show: z.literal('invited').optional() }).strict(),
  customers: customerFiltersSchema.strict(),
  devices: z.strictObject({ account, search, state, shared, offlineDays, tag, customer, sort }),
  invitations: z.strictObject({
    account: batches.account,
    search: batches.search,
    status: batches.status,
  }),
  activity: z
    .strictObject({
      ...{ q: words, actor: words, target: words },
      action: z.enum(actionGroups.map(({ value }) => value)),
      account: accountIdSchema,
      outcome: z.enum(auditOutcomes),
      when: z.enum(['today', 'last-7-days', 'last-30-days', 'this-month', 'last-month', 'custom']),
      ...{ from: day, to: day },
    })
    .partial(),
};

/** A place in the list and what is open on it aren't part of a view. */
const PLACE = ['page', 'pageSize', 'view', 'columns'];
/** The order that a page has anyway isn't kept. */
const DEFAULT_SORTS: Partial<Record<ViewPage, string>> = {
  users: 'username',
  customers: 'name',
  devices: 'name',
};
const MAX_QUERY = 2_000;

const querySchema = z.union(
  [
    z.string().max(MAX_QUERY),
    z.record(z.string().max(50), z.union([z.string(), z.number(), z.boolean()])),
  ],
  { error: 'Give the filters as in the page’s URL: status=active&sort=-seats.' },
);

function parametersOf(page: ViewPage, query: z.infer<typeof querySchema>): URLSearchParams {
  const pairs =
    typeof query === 'string'
      ? [...new URLSearchParams(query)]
      : Object.entries(query).map(([name, value]) => [name, String(value)]);
  const kept = pairs.filter(
    ([name = '', value]) =>
      !PLACE.includes(name) && !(name === 'sort' && value === DEFAULT_SORTS[page]),
  );
  return new URLSearchParams(
    canonicalQuery(kept.map(([name = '', value = '']) => [name, value] as const)),
  );
}

/**
 * The filters in their canonical form: sorted by name, without empty ones.
 * @returns the fault instead, if the page has no such filter or value
 */
export function readViewQuery(
  page: ViewPage,
  query: z.infer<typeof querySchema>,
): { query: string; account: string | null } | { fault: string } {
  const parameters = parametersOf(page, query);
  const names = [...parameters.keys()];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return { fault: `${twice} is given twice.` };
  if (parameters.toString().length > MAX_QUERY) return { fault: 'These are too many filters.' };
  const read = filtersOf[page].safeParse(Object.fromEntries(parameters));
  if (read.success) {
    return { query: parameters.toString(), account: parameters.get('account') };
  }
  const [issue] = read.error.issues;
  const name =
    issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.map(String).join('.');
  return issue?.code === 'unrecognized_keys'
    ? { fault: `This page has no filter ${name}.` }
    : { fault: `${name}: ${issue?.message ?? 'this value isn’t one of the filter’s.'}` };
}

const nameSchema = lineSchema({ max: 60, label: 'The name' });
const columnsSchema = boundedArray(z.enum(userColumnIds), { max: userColumnIds.length });

const sharingSchema = {
  scope: z.enum(['me', 'role', 'everyone'], { error: 'Use me, role or everyone.' }),
  role: roleSchema.nullable(),
};

export const addViewInputSchema = z
  .strictObject({
    page: z.enum(viewPages, { error: `Use ${viewPages.join(', ')}.` }),
    name: nameSchema,
    query: querySchema,
    columns: columnsSchema.nullable().default(null),
    scope: sharingSchema.scope.default('me'),
    role: sharingSchema.role.default(null),
  })
  .refine(({ scope, role }) => (scope === 'role') === (role !== null), {
    error: 'A role belongs to the scope role, and only to it.',
    path: ['role'],
  });
export type AddViewInput = z.infer<typeof addViewInputSchema>;

export const changeViewInputSchema = z
  .strictObject({
    name: nameSchema.optional(),
    query: querySchema.optional(),
    columns: columnsSchema.nullable().optional(),
    scope: sharingSchema.scope.optional(),
    role: sharingSchema.role.optional(),
  })
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    error: 'Specify what to change.',
  });
export type ChangeViewInput = z.infer<typeof changeViewInputSchema>;
