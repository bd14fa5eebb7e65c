import { toast } from './toast';

/**
 * Downloads a path of our API without leaving the page, once `admit` allows it. A toast shows why if
 * it doesn't. Returns whether it was started.
 */
export function downloadFrom(path: string, admit: () => Promise<void>): Promise<boolean> {
  return orToast(async () => {
    await admit();
    save(path, '');
  });
}

/** Downloads a file that has to be fetched first; false if that fails, and a toast shows why. */
export function downloadFetched(fetch: () => Promise<Blob>, fileName: string): Promise<boolean> {
  return orToast(async () => saveBlob(await fetch(), fileName));
}

/** Downloads text as a file. */
export function downloadText(text: string, fileName: string, type: string): void {
  saveBlob(new Blob([text], { type }), fileName);
}

async function orToast(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const { detail, code } = error as { detail?: string; code?: string };
    // The person canceled the password confirmation, so they know.
    if (code !== 'step_up_required') toast.error('Export failed', { description: detail });
    return false;
  }
}

function saveBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  save(url, fileName);
  setTimeout(() => URL.revokeObjectURL(url));
}

function save(href: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = fileName;
  link.click();
}
