import { cn } from '@/lib/client/cn';
import type { Field } from '@/lib/server/openapi/fields';
import { Words } from './code';

/** How far a nested field is indented: class names that the style sheet knows. */
const indents = ['', 'pl-4', 'pl-8', 'pl-12'] as const;

type FieldListProps = {
  fields: readonly Field[];
  /** Of an answer, what may be missing is marked; of what is sent, what is required. */
  isAnswer?: boolean;
};

/** Names at the left, what they are at the right; below each other on a phone. */
export function FieldList({ fields, isAnswer = false }: FieldListProps) {
  const mark = isAnswer ? 'if any' : 'required';
  return (
    <dl className="divide-y divide-line text-13">
      {fields.map(({ name, depth, type, isRequired, description }, at) => (
        <div
          key={at}
          className={cn('grid gap-x-4 py-1.5 sm:grid-cols-[13rem_1fr]', indents[depth])}
        >
          <dt className="min-w-0">
            <code className="font-mono text-12 wrap-anywhere">{name}</code>
            {isRequired !== isAnswer && <span className="ml-2 text-12 text-muted">{mark}</span>}
          </dt>
          <dd className="min-w-0 wrap-anywhere">
            <span className="text-12 text-muted">{type}</span>
            {description && (
              <p>
                <Words>{description}</Words>
              </p>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
