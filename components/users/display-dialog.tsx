'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/inputs';
import {
  firstColumns,
  userPageSizes,
  type ColumnChoice,
  type UserPageSize,
} from '@/lib/shared/user-columns';
import { userColumns } from './user-columns';

type DisplayDialogProps = {
  columns: readonly ColumnChoice[];
  onColumns: (columns: readonly ColumnChoice[]) => void;
  pageSize: UserPageSize;
  onPageSize: (pageSize: UserPageSize) => void;
  onClose: () => void;
};

/** Columns, their order and the page size. Each change shows at once. */
export function DisplayDialog(props: DisplayDialogProps) {
  const { columns, onColumns, pageSize, onPageSize, onClose } = props;
  const [moved, setMoved] = useState('');
  const show = (place: number, isShown: boolean) =>
    onColumns(columns.map((column, at) => (at === place ? { ...column, isShown } : column)));
  const move = (place: number, step: 1 | -1) => {
    const next = [...columns];
    const [column] = next.splice(place, 1);
    if (!column) return;
    next.splice(place + step, 0, column);
    onColumns(next);
    setMoved(`${userColumns[column.id].label} is now column ${place + step + 2}.`);
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Display"
      description="Remembered for you in this browser. Narrow windows leave out some columns."
      footer={
        <>
          <Button variant="ghost" onClick={() => onColumns(firstColumns)}>
            Reset columns
          </Button>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <fieldset>
        <legend className="mb-1 text-12 text-muted">Columns</legend>
        <ul>
          {columns.map(({ id, isShown }, place) => (
            <ColumnLine
              key={id}
              label={userColumns[id].label}
              isShown={isShown}
              onShow={(isNowShown) => show(place, isNowShown)}
              onUp={place > 0 ? () => move(place, -1) : undefined}
              onDown={place < columns.length - 1 ? () => move(place, 1) : undefined}
            />
          ))}
        </ul>
        <p role="status" className="sr-only">
          {moved}
        </p>
      </fieldset>
      <label className="mt-3 flex items-center justify-between border-t border-line pt-3">
        Rows per page
        <Select
          value={pageSize}
          onChange={(event) => {
            const size = userPageSizes.find((one) => one === Number(event.target.value));
            if (size) onPageSize(size);
          }}
          className="w-20"
        >
          {userPageSizes.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </Select>
      </label>
    </Dialog>
  );
}

type ColumnLineProps = {
  label: string;
  isShown: boolean;
  onShow: (isShown: boolean) => void;
  /** Left out where it is the first, or the last. */
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
};

function ColumnLine({ label, isShown, onShow, onUp, onDown }: ColumnLineProps) {
  return (
    <li className="flex items-center gap-1">
      <Checkbox
        label={label}
        checked={isShown}
        onChange={(event) => onShow(event.target.checked)}
        className="flex-1 py-1"
      />
      {/* Not `disabled`, which would lose the focus of someone who moves a column to the end. */}
      <IconButton
        label={`Move ${label} up`}
        size="icon-sm"
        aria-disabled={!onUp}
        onClick={onUp}
        className="aria-disabled:opacity-50"
      >
        <ArrowUp />
      </IconButton>
      <IconButton
        label={`Move ${label} down`}
        size="icon-sm"
        aria-disabled={!onDown}
        onClick={onDown}
        className="aria-disabled:opacity-50"
      >
        <ArrowDown />
      </IconButton>
    </li>
  );
}
