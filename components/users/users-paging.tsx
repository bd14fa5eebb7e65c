'use client';

import { Select } from '@/components/ui/inputs';
import { Kbd } from '@/components/ui/kbd';
import { Pagination } from '@/components/ui/pagination';
import { userPageSizes, type UserPageSize } from '@/lib/shared/user-columns';
import type { UserListFilters } from './queries';

type UsersPagingProps = {
  filters: UserListFilters;
  total: number;
  canSignIn: boolean;
  onChange: (change: Partial<UserListFilters>) => void;
  onPageSize: (pageSize: UserPageSize) => void;
};

export function UsersPaging({ filters, total, canSignIn, onChange, onPageSize }: UsersPagingProps) {
  const { page, pageSize } = filters;
  const [smallest] = userPageSizes;
  return (
    <div className="flex flex-wrap items-center">
      <div className="min-w-0 flex-1">
        <Pagination
          page={page}
          pageSize={pageSize}
          total={total}
          noun="user"
          onPageChange={(next) => {
            onChange({ page: next });
            window.scrollTo({ top: 0 });
          }}
        />
      </div>
      <RowKeys canSignIn={canSignIn} />
      {total > smallest && (
        <label className="flex items-center gap-2 pr-(--gutter) text-12 text-muted max-sm:hidden print:hidden">
          Rows per page
          <Select
            value={pageSize}
            onChange={(event) => {
              const selected = userPageSizes.find((size) => size === Number(event.target.value));
              if (selected) onPageSize(selected);
            }}
            className="w-20"
          >
            {userPageSizes.map((size) => (
              <option key={size}>{size}</option>
            ))}
          </Select>
        </label>
      )}
    </div>
  );
}

function RowKeys({ canSignIn }: { canSignIn: boolean }) {
  return (
    <p className="pr-(--gutter) text-12 text-muted max-lg:hidden print:hidden touch:hidden">
      In a row: <Kbd>↑</Kbd> <Kbd>↓</Kbd> move, <Kbd>Enter</Kbd> open,{' '}
      {canSignIn && (
        <>
          <Kbd>S</Kbd> sign in,{' '}
        </>
      )}
      <Kbd>X</Kbd> select
    </p>
  );
}
