import { Ellipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { MenuButton } from '@/components/ui/menu-button';
import { cn } from '@/lib/client/cn';
import { formatNumber } from '@/lib/shared/format';

const IMPORT_CUSTOMERS = '/customers/import';

type CustomersActionsProps = {
  exportMenu?: ReactNode;
  /** In a header: with little width, the rarer ones are in a menu. */
  isHeader?: boolean;
  /** Whether the reader may add customers. */
  canAdd: boolean;
  /** How many customers are suggested. */
  suggested: number;
  onSuggestions: () => void;
  onAdd: () => void;
};

/** What can be done with the whole list. */
export function CustomersActions(props: CustomersActionsProps) {
  const { exportMenu, isHeader = false, canAdd, suggested, onSuggestions, onAdd } = props;
  return (
    <>
      {exportMenu}
      {canAdd && (
        <>
          <span className={cn('contents', isHeader && 'max-lg:hidden')}>
            <LinkButton href={IMPORT_CUSTOMERS}>Import…</LinkButton>
            {suggested > 0 && <SuggestionsButton count={suggested} onClick={onSuggestions} />}
          </span>
          {isHeader && (
            <MenuButton
              label="More actions"
              align="end"
              size="icon"
              className="lg:hidden"
              entries={[
                { label: 'Import…', href: IMPORT_CUSTOMERS },
                ...(suggested > 0
                  ? [
                      {
                        label: 'Suggestions…',
                        hint: formatNumber(suggested),
                        onSelect: onSuggestions,
                      },
                    ]
                  : []),
              ]}
            >
              <Ellipsis aria-hidden />
            </MenuButton>
          )}
          <Button variant="primary" onClick={onAdd}>
            Add customer
          </Button>
        </>
      )}
    </>
  );
}

function SuggestionsButton({ count, onClick }: { count: number; onClick: () => void }) {
  return (
    <Button onClick={onClick}>
      Suggestions <span className="text-muted tabular-nums">{formatNumber(count)}</span>
    </Button>
  );
}
