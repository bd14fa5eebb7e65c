import { useQuery } from '@tanstack/react-query';
import { Checkbox } from '@/components/ui/checkbox';
import type { Role } from '@/lib/contract/staff';
import { builtInRoles, roleWords } from '@/lib/shared/permissions';
import { ownRolesQuery } from './queries';

const builtIn = builtInRoles.map((id) => ({ id, name: roleWords[id].name }));

type SecondFactorRolesProps = {
  selected: readonly Role[];
  onChange: (selected: readonly Role[]) => void;
};

/** The roles that must have a second factor: the built-in ones and those defined here. */
export function SecondFactorRoles({ selected, onChange }: SecondFactorRolesProps) {
  const { data } = useQuery(ownRolesQuery());
  const roles = data?.items ?? builtIn;
  return (
    <fieldset className="flex flex-col gap-2.5">
      <legend className="mb-2 text-13 font-medium">Require a second factor for</legend>
      {roles.map(({ id, name }) => (
        <Checkbox
          key={id}
          label={name}
          checked={selected.includes(id)}
          onChange={({ target }) =>
            onChange(target.checked ? [...selected, id] : selected.filter((one) => one !== id))
          }
        />
      ))}
      <p className="text-12 text-muted">
        After the grace period, anyone without one must add it first. This includes you.
      </p>
    </fieldset>
  );
}
