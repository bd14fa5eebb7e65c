import { toast } from '@/components/ui/toast';

/** Puts the text on the clipboard and says so. @param done as in "3 addresses copied" */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    toast.error('The browser did not allow copying', {
      description: 'Export the list, or select the text and copy it with the keyboard.',
    });
    return;
  }
  toast.success(done);
}
