'use client';

import { useQuery } from '@tanstack/react-query';
import { Bookmark, ChevronDown } from 'lucide-react';
import { parseAsString, useQueryStates } from 'nuqs';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { MenuButton } from '@/components/ui/menu-button';
import { toast } from '@/components/ui/toast';
import type { SavedView } from '@/lib/contract/views';
import { canonicalQuery, viewFilters, type ViewPage } from '@/lib/shared/view-pages';
import { useAddView, useChangeView, useDeleteView, viewsQuery } from './queries';
import type { ViewChoices } from './view-dialog';

const ViewDialog = lazy(async () => ({ default: (await import('./view-dialog')).ViewDialog }));

type ViewControlsProps = {
  page: ViewPage;
  /** The columns on screen, where a person can choose them. */
  columns?: readonly string[];
};

/** Saves what the URL filters as a view, and updates, renames, shares and deletes the current one. */
export function ViewControls({ page, columns }: ViewControlsProps) {
  const [opened, setOpened] = useState<'new' | 'rename' | 'delete' | null>(null);
  const [place, setPlace] = useQueryStates(placeParsers, { history: 'replace', shallow: true });
  const query = useFilterQuery(page);
  const { data } = useQuery(viewsQuery());
  const view = data?.items.find((one) => one.id === place.view && one.page === page);
  const change = useChangeView();
  const canShare = data?.mayShare ?? false;
  const close = () => setOpened(null);
  const update = (of: SavedView) =>
    change.mutate(
      { id: of.id, query, columns: of.columns && (columns ?? null) },
      {
        onSuccess: () => toast.success(`View ${of.name} updated`),
        onError: ({ detail }) => toast.error('Couldn’t update the view', { description: detail }),
      },
    );
  const saveNew = { label: 'Save as a new view…', onSelect: () => setOpened('new') };
  const own = [
    { label: 'Rename or share…', onSelect: () => setOpened('rename') },
    { label: 'Delete view…', isDanger: true, onSelect: () => setOpened('delete') },
  ];
  return (
    <>
      {view ? (
        <>
          <MenuButton
            variant="ghost"
            size="sm"
            label={`View ${view.name}`}
            entries={view.mayChange ? [saveNew, ...own] : [saveNew]}
          >
            <Bookmark aria-hidden />
            <span className="max-w-40 truncate">{view.name}</span>
            <ChevronDown aria-hidden />
          </MenuButton>
          {view.mayChange && isChanged(view, query, columns) && (
            <Button size="sm" isPending={change.isPending} onClick={() => update(view)}>
              Update view
            </Button>
          )}
        </>
      ) : (
        query !== '' && (
          <Button variant="ghost" size="sm" onClick={() => setOpened('new')}>
            <Bookmark aria-hidden />
            Save view
          </Button>
        )
      )}
      <Suspense fallback={null}>
        {(opened === 'new' || (opened === 'rename' && view)) && (
          <SaveView
            {...{ page, query, columns, canShare }}
            view={opened === 'new' ? undefined : view}
            onClose={close}
            onAdded={(id, kept) => void setPlace({ view: id, columns: kept?.join(',') ?? null })}
          />
        )}
      </Suspense>
      {opened === 'delete' && view && (
        <DeletedView view={view} onClose={close} onDeleted={() => void setPlace({ view: null })} />
      )}
    </>
  );
}

const placeParsers = { view: parseAsString, columns: parseAsString };

/** The page's filters in its URL, in the form of a saved view. */
function useFilterQuery(page: ViewPage): string {
  const [parsers] = useState(() =>
    Object.fromEntries(viewFilters[page].map((name) => [name, parseAsString])),
  );
  const [values] = useQueryStates(parsers);
  return canonicalQuery(
    Object.entries(values).map(([name, value]) => [name, value ?? ''] as const),
  );
}

/** Columns count only where the view has some of its own. */
function isChanged(view: SavedView, query: string, columns: readonly string[] = []): boolean {
  if (view.query !== query) return true;
  return view.columns !== null && view.columns.join() !== columns.join();
}

type SavedProps = ViewControlsProps & {
  /** Undefined: a new one. */
  view: SavedView | undefined;
  query: string;
  canShare: boolean;
  onClose: () => void;
  onAdded: (id: string, columns: readonly string[] | null) => void;
};

function SaveView({ page, view, query, columns, canShare, onClose, onAdded }: SavedProps) {
  const add = useAddView(page);
  const change = useChangeView();
  const finish = (name: string) => {
    toast.success(`View ${name} saved`);
    onClose();
  };
  const save = ({ hasColumns, ...choices }: ViewChoices) => {
    // One that has columns keeps its own: *Update view* replaces them.
    const kept = hasColumns ? (view?.columns ?? columns ?? null) : null;
    if (view) {
      return change.mutate(
        { ...choices, id: view.id, columns: kept },
        { onSuccess: () => finish(choices.name) },
      );
    }
    add.mutate(
      { ...choices, query, columns: kept },
      {
        onSuccess: ({ id }) => {
          onAdded(id, kept);
          finish(choices.name);
        },
      },
    );
  };
  const { isPending, error } = view ? change : add;
  return (
    <ViewDialog
      view={view}
      canShare={canShare}
      offersColumns={columns !== undefined}
      isPending={isPending}
      error={error}
      onSave={save}
      onClose={onClose}
    />
  );
}

type DeletedViewProps = { view: SavedView; onClose: () => void; onDeleted: () => void };

function DeletedView({ view, onClose, onDeleted }: DeletedViewProps) {
  const remove = useDeleteView();
  return (
    <ConfirmDialog
      title={`Delete the view ${view.name}?`}
      description={
        view.scope === 'me'
          ? 'The filters stay on this page until you change them.'
          : 'Everyone it is shared with loses it. The filters stay on this page until you change them.'
      }
      confirm="Delete view"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() =>
        remove.mutate(view.id, {
          onSuccess: () => {
            toast.success(`View ${view.name} deleted`);
            onDeleted();
            onClose();
          },
        })
      }
      onClose={onClose}
    />
  );
}
