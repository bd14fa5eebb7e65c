import { DeadEnd } from '@/components/shell/dead-end';

export default function NotFound() {
  return (
    <DeadEnd title="Page not found">
      Check the address. The page may have been moved or deleted.
    </DeadEnd>
  );
}
