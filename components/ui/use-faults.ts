import { useId, useState } from 'react';

type Answer = { errors: readonly { path: string; message: string }[] } | null;
type Faults<Path extends string> = Partial<Record<Path, string>>;

/**
 * What is wrong in a form's fields: found before it is sent, or in the answer.
 * @param paths as the API names the fields
 * @param answer of the last attempt to save; null: it succeeded, or there was none
 */
export function useFaults<Path extends string>(paths: readonly Path[], answer: Answer) {
  const formId = useId();
  const [found, setFound] = useState<Faults<Path>>({});
  const idOf = (path: Path) => `${formId}-${path}`;
  const at = (path: Path): string | undefined => found[path] ?? answerAt(answer, path);
  return {
    formId,
    /** Of the field: the first with a fault gets the focus. */
    idOf,
    at,
    /** Shows what was found before sending. @returns whether there is something */
    show: (faults: Faults<Path>): boolean => {
      setFound(faults);
      const first = paths.find((path) => faults[path] !== undefined);
      if (first !== undefined) document.getElementById(idOf(first))?.focus();
      return first !== undefined;
    },
    /** Saving failed, and no field says why. */
    isElsewhere: answer !== null && !paths.some((path) => at(path) !== undefined),
  };
}

/** Also of one in a list: `recipients[2]`. */
function answerAt(answer: Answer, path: string): string | undefined {
  return answer?.errors.find((one) => one.path === path || one.path.startsWith(`${path}[`))
    ?.message;
}
