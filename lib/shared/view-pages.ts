/** The lists that can be saved as a view. */
export const viewPages = ['users', 'customers', 'devices', 'invitations', 'activity'] as const;
export type ViewPage = (typeof viewPages)[number];

/** What each page filters and sorts by in its URL. */
export const viewFilters: Record<ViewPage, readonly string[]> = {
  users: [
    ...['account', 'search', 'status', 'seats', 'password', 'createdFrom', 'createdTo'],
    ...['tag', 'customer', 'blocked', 'show', 'sort'],
  ],
  customers: ['search', 'tag', 'sort'],
  devices: ['account', 'search', 'state', 'shared', 'offlineDays', 'tag', 'customer', 'sort'],
  invitations: ['account', 'search', 'status'],
  activity: ['q', 'actor', 'target', 'action', 'account', 'outcome', 'when', 'from', 'to'],
};

/** The filters of a URL in the form that a saved view has them: sorted, without empty ones. */
export function canonicalQuery(parameters: Iterable<readonly [string, string]>): string {
  const kept = [...parameters].filter(([, value]) => value !== '');
  kept.sort(([one], [other]) => (one < other ? -1 : 1));
  return new URLSearchParams(kept.map(([name, value]) => [name, value])).toString();
}

/** Where a view is opened: its page, filters and columns, and which view it is. */
export function viewPath(view: {
  id: string;
  page: ViewPage;
  query: string;
  columns: readonly string[] | null;
}): string {
  const parameters = new URLSearchParams(view.query);
  if (view.columns) parameters.set('columns', view.columns.join(','));
  parameters.set('view', view.id);
  return `/${view.page}?${parameters}`;
}
