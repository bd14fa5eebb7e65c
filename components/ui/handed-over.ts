import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

const keyOf = (name: string) => ['handed over', name];

/**
 * Hands a text to the page that a link leads to, where it fills in a field. In memory alone: it is
 * in no URL, and gone with the tab.
 */
export function useHandOver(name: string): (text: string) => void {
  const client = useQueryClient();
  return (text) => client.setQueryData(keyOf(name), text);
}

/** What was handed over, once: the next visit to the page starts empty. */
export function useHandedOver(name: string): string {
  const client = useQueryClient();
  const [text] = useState(() => client.getQueryData<string>(keyOf(name)) ?? '');
  useEffect(() => client.removeQueries({ queryKey: keyOf(name) }), [client, name]);
  return text;
}
