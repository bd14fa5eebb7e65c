'use client';

import { ChevronRight } from 'lucide-react';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { SegmentedControl } from '@/components/ui/segmented-control';
import type { UpstreamName } from '@/lib/contract/accounts';
import { vendorNames } from './connection-checks';
import { RefusedKey } from './failed-test';
import { useAddAccount } from './queries';
import {
  firstKindOf,
  SecretFields,
  secretFaults,
  secretOf,
  type SecretKind,
  type TypedSecret,
} from './secret-fields';
import { useKept } from './use-kept';

type ConnectFormProps = {
  /** Only this vendor; missing: the person selects one. */
  vendor?: UpstreamName;
  /** The first field gets the focus. */
  isFocused?: boolean;
  onConnected: (account: { id: string; upstream: UpstreamName; name: string }) => void;
  /** A second person decides about it first. */
  onWaiting?: () => void;
  /** Where the parts go: on a page, or in a dialog with the button in its footer. */
  frame?: (parts: { form: ReactNode; failure: ReactNode; submit: ReactNode }) => ReactNode;
};

/** Connects a vendor account: its key is tested, and stored only if the test passes. */
export function ConnectForm(props: ConnectFormProps) {
  const { vendor, isFocused, onConnected, onWaiting, frame = onPage } = props;
  const formId = useId();
  const [upstream, setUpstream] = useState<UpstreamName>(vendor ?? 'remotepc');
  const [kind, setKind] = useState<SecretKind>(firstKindOf[upstream]);
  const [typed, setTyped] = useState<TypedSecret>({});
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  // Arrow keys select a vendor: the focus has to stay with them then.
  const [hasSelected, setHasSelected] = useState(false);
  const { mutate, isPending, error, submittedAt, reset } = useAddAccount();
  const problem = useKept(error, isPending);
  const attempt = useKept(submittedAt, isPending);

  const select = (nextUpstream: UpstreamName, nextKind: SecretKind) => {
    setUpstream(nextUpstream);
    setKind(nextKind);
    setHasSelected(true);
    reset();
  };
  const connect = (saveUntested: boolean) => {
    if (isPending) return;
    const account = {
      upstream,
      name: name.trim() === '' ? vendorNames[upstream] : name.trim(),
      secret: secretOf(kind, typed),
      ...(url.trim() !== '' && { url }),
    };
    mutate(
      { ...account, ...(saveUntested && { saveUntested }) },
      { onWaiting, onSuccess: ({ id }) => onConnected({ id, upstream, name: account.name }) },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect(false);
  };
  const form = (
    <form
      id={formId}
      onSubmit={submit}
      noValidate
      autoComplete="off"
      className="flex flex-col gap-4"
    >
      <ErrorSummary attempt={attempt} errors={secretFaults(formId, problem)} />
      {vendor === undefined && (
        <SegmentedControl
          label="Vendor"
          value={upstream}
          options={[
            { value: 'remotepc', label: vendorNames.remotepc },
            { value: 'remoteit', label: vendorNames.remoteit },
          ]}
          onChange={(next) => select(next, firstKindOf[next])}
        />
      )}
      <SecretFields
        formId={formId}
        kind={kind}
        isFocused={isFocused && !hasSelected}
        onKindChange={(next) => select(upstream, next)}
        typed={typed}
        onChange={setTyped}
        problem={problem}
      />
      <Field
        id={`${formId}-name`}
        label="Name"
        isOptional
        help="Tells accounts apart if you have several."
        error={problem?.errorAt('name')}
      >
        {(control) => (
          <Input
            {...control}
            value={name}
            placeholder={vendorNames[upstream]}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <ApiAddress formId={formId} value={url} onChange={setUrl} error={problem?.errorAt('url')} />
    </form>
  );
  return frame({
    form,
    failure: problem && problem.errors.length === 0 && (
      <RefusedKey
        problem={problem}
        upstream={upstream}
        consequence={problem.isRefusal ? 'Nothing was saved.' : 'The account may not be saved.'}
        saveLabel="Save without a passing test"
        onSaveAnyway={() => connect(true)}
        isPending={isPending}
      />
    ),
    submit: (
      <Button type="submit" form={formId} variant="primary" isPending={isPending}>
        {`Connect ${vendorNames[upstream]}`}
      </Button>
    ),
  });
}

/** What failed is below the button, which stays where it is. */
function onPage({ form, failure, submit }: Record<'form' | 'failure' | 'submit', ReactNode>) {
  return (
    <div className="flex max-w-130 flex-col gap-4">
      {form}
      <div>{submit}</div>
      {failure}
    </div>
  );
}

type ApiAddressProps = {
  formId: string;
  value: string;
  onChange: (url: string) => void;
  error: string | undefined;
};

/** Rarely needed, so folded away; unfolded if its error has to be seen. */
function ApiAddress({ formId, value, onChange, error }: ApiAddressProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      open={isOpen || error !== undefined}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
      className="group text-13"
    >
      <summary className="-ml-1 inline-flex cursor-pointer list-none items-center gap-1 rounded-tag px-1 text-muted hover:text-ink touch:min-h-11">
        <ChevronRight
          aria-hidden
          className="size-4 transition-transform duration-fast group-open:rotate-90"
        />
        Another API address
      </summary>
      <Field
        id={`${formId}-url`}
        label="API address"
        isOptional
        className="mt-2"
        help="Leave empty for the vendor’s usual address."
        error={error}
      >
        {(control) => (
          <Input
            {...control}
            value={value}
            inputMode="url"
            placeholder="https://"
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
    </details>
  );
}
