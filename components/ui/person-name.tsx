import { personName } from '@/lib/shared/person-name';

type PersonNameProps = { person: Parameters<typeof personName>[0]; className?: string };

/** A team member's name, with the address on hover. */
export function PersonName({ person, className }: PersonNameProps) {
  return (
    <span title={person.name ? person.email : undefined} className={className}>
      {personName(person)}
    </span>
  );
}
