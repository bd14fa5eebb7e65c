'use client';

import { useState } from 'react';
import type { PasswordColumns, PasswordList, PasswordReading } from '@/lib/contract/password-lists';
import type { ImportStep } from '@/components/lists/steps-nav';
import { useHandedOver } from '@/components/ui/handed-over';
import { useImportPasswords, type PasswordSource } from './queries';

/** A list from being added to being stored. Once it's stored, none of it is kept. */
export function usePasswordList(account: string | null) {
  const [step, setStep] = useState<ImportStep>('list');
  const [text, setText] = useState(useHandedOver('list of passwords'));
  const [source, setSource] = useState<PasswordSource>('');
  const [read, setRead] = useState<{ list: PasswordList; account: string | null } | null>(null);
  // What was found in one account says nothing about another: the list is read again.
  const list = read?.account === account ? read.list : null;
  const check = useImportPasswords('check', account);
  const store = useImportPasswords('store', account);

  const readFrom = (next: PasswordSource, reading: PasswordReading = {}, after?: ImportStep) =>
    check.mutate(
      { source: next, reading },
      {
        onSuccess: (found) => {
          const isNothing = found.rows.length === 0 && found.columns.isSure && !found.hidden;
          setSource(next);
          setRead({ list: found, account });
          store.reset();
          setStep(after ?? (isNothing ? 'list' : found.columns.isSure ? 'review' : 'columns'));
        },
      },
    );

  const storeAll = () => {
    if (!list) return;
    const reading = { ...sheetOf(list), columns: columnsOf(list) };
    store.mutate(
      { source, reading },
      {
        onSuccess: (done) => {
          setRead({ list: done, account });
          setSource('');
          setText('');
          check.reset();
          store.reset();
          setStep('result');
        },
      },
    );
  };
  const readHidden = (includeHidden: boolean, after?: ImportStep) => {
    if (list) readFrom(source, { ...sheetOf(list), includeHidden }, after);
  };
  const startOver = () => {
    setRead(null);
    setStep('list');
  };
  const calls = { check, store, read: readFrom, readHidden, storeAll };
  return { step, setStep, text, setText, source, list, ...calls, startOver };
}

/** The columns as they were read: what is stored must be what was reviewed. */
function columnsOf({ columns }: PasswordList): PasswordColumns | undefined {
  const { username, password, hasHeader, headerRow } = columns;
  if (username === null || password === null) return undefined;
  return { username, password, hasHeader, ...(headerRow && { headerRow }) };
}

export function sheetOf({
  sheet,
  hidden,
}: PasswordList): Pick<PasswordReading, 'sheet' | 'includeHidden'> {
  return {
    ...(sheet !== null && { sheet }),
    ...(hidden?.isIncluded && { includeHidden: true }),
  };
}
