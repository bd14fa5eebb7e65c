import { ChangeTagsDialog } from '@/components/items/change-tags-dialog';
import { useChangeTags, type SelectedRows } from './user-queries';

type ChangeUserTagsProps = {
  count: number;
  rows: SelectedRows;
  account: string | null;
  onClose: () => void;
};

/** Adds and removes tags of the selected users, also of all that match. */
export function ChangeUserTags({ rows, ...dialog }: ChangeUserTagsProps) {
  return <ChangeTagsDialog {...dialog} noun="user" change={useChangeTags(rows)} />;
}
