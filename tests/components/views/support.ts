import type { SavedView, SavedViews } from '@/lib/contract/views';

export function aView(more: Partial<SavedView> = {}): SavedView {
  return {
    ...{ id: 'vw_1', page: 'users', name: 'Over limit', query: 'seats=over', columns: null },
    ...{ scope: 'me', role: null, owner: { id: 'stf_1', name: 'Tess Sand' }, mayChange: true },
    ...more,
  };
}

export function viewsAnswer(items: SavedView[], mayShare = true) {
  return (): Response => Response.json({ items, mayShare } satisfies SavedViews);
}
