import { toast } from '@/components/ui/toast';

/** Copies the text and confirms it. @param done as in "3 addresses copied" */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    toast.error('Couldn’t copy', {
      description:
        'The browser blocked clipboard access. Export the list or copy the text manually.',
    });
    return;
  }
  toast.success(done);
}
