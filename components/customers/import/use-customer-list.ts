import { useState } from 'react';
import type {
  CustomerList,
  CustomerListColumns,
  CustomerListReading,
  ExistingCustomers,
} from '@/lib/contract/customer-lists';
import type { ImportStep } from '@/components/lists/steps-nav';
import { useCheckCustomers, useImportCustomers, type CustomerSource } from '../queries';

/** A list from being added to being saved. It stays on the page until all of it is done. */
export function useCustomerList() {
  const [step, setStep] = useState<ImportStep>('list');
  const [text, setText] = useState('');
  const [source, setSource] = useState<CustomerSource>('');
  const [list, setList] = useState<CustomerList | null>(null);
  const [existing, setExisting] = useState<ExistingCustomers>('update');
  const check = useCheckCustomers();
  const save = useImportCustomers(existing);

  const read = (next: CustomerSource, reading: CustomerListReading = {}, after?: ImportStep) =>
    check.mutate(
      { source: next, reading },
      {
        onSuccess: (found) => {
          setSource(next);
          setList(found);
          save.reset();
          setStep(after ?? (found.columns.isSure ? 'review' : 'columns'));
        },
      },
    );
  const readHidden = (includeHidden: boolean, after?: ImportStep) => {
    if (list) read(source, { ...sheetOf(list), includeHidden }, after);
  };
  const readAs = (columns: CustomerListColumns) => {
    if (list) read(source, { ...sheetOf(list), columns });
  };
  const saveAll = () => {
    if (!list) return;
    const { kinds, headerRow } = list.columns;
    const reading = { ...sheetOf(list), columns: { kinds, headerRow } };
    save.mutate(
      { source, reading },
      {
        onSuccess: (done) => {
          setList(done);
          setStep('result');
        },
      },
    );
  };
  const startOver = () => {
    setList(null);
    setText('');
    setSource('');
    check.reset();
    save.reset();
    setStep('list');
  };
  const calls = { check, save, read, readHidden, readAs, saveAll, startOver };
  return { step, setStep, text, setText, source, list, existing, setExisting, ...calls };
}

function sheetOf({ sheet, hidden }: CustomerList): CustomerListReading {
  return {
    ...(sheet !== null && { sheet }),
    ...(hidden?.isIncluded && { includeHidden: true }),
  };
}
