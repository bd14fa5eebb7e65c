import { queryOptions, skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import { accountQuery, activityKey, customersKey } from '@/lib/client/what-is-known';
import type { Annotation, DeviceTagsInUse, TagsInUse } from '@/lib/contract/annotations';
import type { CustomersPage } from '@/lib/contract/customers';
import { groupBy } from '@/lib/shared/group-by';
import { tagKeyOf } from '@/lib/shared/tags';

/** What has notes and tags, as in the paths of the API and in the keys of what is known of it. */
export type AnnotatedKind = 'users' | 'devices';
export type TaggedKind = AnnotatedKind | 'customers';

export type AnnotatedItem = {
  kind: AnnotatedKind;
  accountId: string;
  /** The username, or the id of a device. */
  id: string;
  /** Of its path. */
  key: string;
  /** Shows what was saved, until it's read again. */
  onSaved: (saved: Annotation) => void;
};

const FRESH_MS = 15_000;
/** Customers are fewer than users: those of one page have all the tags. */
const LARGEST_PAGE = 500;

/** The tags in use, the most used first, with how many have them. */
export function tagsQuery(kind: TaggedKind, account: string | null) {
  return queryOptions({
    queryKey: [kind, 'tags', account],
    queryFn: async ({ signal }) => {
      if (kind === 'customers') {
        const path = `/api/customers?pageSize=${LARGEST_PAGE}`;
        return countTags((await fetchApi<CustomersPage>(path, { signal })).items);
      }
      const path = `/api/${kind}/annotations${accountQuery(account)}`;
      const { items } = await fetchApi<TagsInUse | DeviceTagsInUse>(path, { signal });
      return items.map((item) => ({
        tag: item.tag,
        count: 'users' in item ? item.users : item.devices,
      }));
    },
    staleTime: FRESH_MS,
  });
}

function countTags(items: readonly { tags: readonly string[] }[]) {
  const byKey = groupBy(
    items.flatMap(({ tags }) => tags),
    tagKeyOf,
  );
  return [...byKey.values()]
    .map((same) => ({ tag: same[0] ?? '', count: same.length }))
    .sort((one, other) => other.count - one.count || (one.tag < other.tag ? -1 : 1));
}

/** Saves a note or tags; shows them wherever the item is. */
export function useAnnotate({ kind, accountId, id, onSaved }: AnnotatedItem) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (change: Partial<Annotation>) =>
      fetchApi<Annotation>(`/api/${kind}/annotations${accountQuery(accountId)}`, {
        method: 'PATCH',
        body: { ...(kind === 'users' ? { username: id } : { id }), ...change },
      }),
    onSuccess: (saved) => {
      onSaved(saved);
      return Promise.all(
        // By a rule, a tag may say to which customer it belongs.
        [[kind], customersKey, activityKey].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
}

/**
 * What someone has typed and not saved, kept while they look at other items; null: nothing. In
 * memory alone: it is gone with the page.
 */
export function useDraft<Value>(part: 'note' | 'tags' | 'form', key: string) {
  const client = useQueryClient();
  const queryKey = ['draft', part, key];
  const { data } = useQuery<Value | null>({ queryKey, queryFn: skipToken, gcTime: Infinity });
  const keep = (value: Value | null) => client.setQueryData(queryKey, value);
  return [data ?? null, keep] as const;
}
