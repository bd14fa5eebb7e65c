'use client';

import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { PasswordInput } from '@/components/ui/password-input';
import { SegmentedControl } from '@/components/ui/segmented-control';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { SecretField, UpstreamName } from '@/lib/contract/accounts';

/** How an account is reached, which decides what is asked for. */
export type SecretKind = 'remotepc' | 'access-key' | 'sign-in';

type FieldWords = { name: SecretField; label: string; help?: string; isShown?: boolean };

const fieldsOf: Record<SecretKind, readonly FieldWords[]> = {
  remotepc: [
    {
      name: 'apiKey',
      label: 'API key',
      help: 'In RemotePC under My Account > API Keys. Add this server’s IP address to the allowlist there.',
    },
  ],
  'access-key': [
    {
      name: 'accessKeyId',
      label: 'Access key ID',
      help: 'Create an access key in your remote.it account settings.',
      isShown: true,
    },
    { name: 'secretAccessKey', label: 'Secret access key' },
  ],
  'sign-in': [
    {
      name: 'developerKey',
      label: 'Developer key',
      help: 'Only for accounts without two-factor authentication. For the others, use an access key.',
    },
    { name: 'username', label: 'Username', isShown: true },
    { name: 'password', label: 'Password' },
  ],
};

export const firstKindOf: Record<UpstreamName, SecretKind> = {
  remotepc: 'remotepc',
  remoteit: 'access-key',
};

export type TypedSecret = Partial<Record<SecretField, string>>;

/** What is typed for this kind, and nothing that was typed for another. */
export function secretOf(kind: SecretKind, typed: TypedSecret): Record<string, string> {
  return Object.fromEntries(fieldsOf[kind].map(({ name }) => [name, typed[name] ?? '']));
}

/** Inside a sentence: "API key", "secret access key". */
const whatOf = (label: string) => (/^[A-Z]{2}/.test(label) ? label : label.toLowerCase());

type SecretFieldsProps = {
  formId: string;
  kind: SecretKind;
  /** Missing: the account stays as it is, only its key changes. */
  onKindChange?: (kind: SecretKind) => void;
  /** The first field gets the focus. */
  isFocused?: boolean;
  typed: TypedSecret;
  onChange: (typed: TypedSecret) => void;
  problem: ApiProblem | null;
};

/** The fields of a vendor account's secret. */
export function SecretFields(props: SecretFieldsProps) {
  const { formId, kind, onKindChange, isFocused = false, typed, onChange, problem } = props;
  return (
    <>
      {kind !== 'remotepc' && onKindChange && (
        <SegmentedControl
          label="Connect with"
          value={kind}
          options={[
            { value: 'access-key', label: 'Access key' },
            { value: 'sign-in', label: 'Developer key and sign-in' },
          ]}
          onChange={onKindChange}
        />
      )}
      {fieldsOf[kind].map(({ name, label, help, isShown }, index) => (
        <Field
          key={name}
          id={`${formId}-${name}`}
          label={label}
          help={help}
          error={problem?.errorAt(`secret.${name}`)}
        >
          {(control) => {
            const shared = {
              ...control,
              value: typed[name] ?? '',
              autoFocus: isFocused && index === 0,
              onChange: (event: { target: { value: string } }) =>
                onChange({ ...typed, [name]: event.target.value }),
            };
            return isShown ? (
              <Input {...shared} autoComplete="off" spellCheck={false} className="font-mono" />
            ) : (
              <PasswordInput {...shared} what={whatOf(label)} />
            );
          }}
        </Field>
      ))}
    </>
  );
}

/** The errors of the secret's fields, for the summary above the form. */
export function secretFaults(formId: string, problem: ApiProblem | null) {
  return (problem?.errors ?? []).map(({ path, message }) => ({
    fieldId: `${formId}-${path.replace(/^secret\./, '')}`,
    message,
  }));
}
