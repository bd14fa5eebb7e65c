import { toast } from './toast';

/**
 * Lets the browser save what a path of ours answers, without leaving the page, once `admit` let it;
 * a refusal is told.
 */
export function downloadFrom(path: string, admit: () => Promise<void>): Promise<void> {
  return orTell(async () => {
    await admit();
    save(path, '');
  });
}

/** Saves a file that has to be fetched first; a refusal is told. */
export function downloadFetched(fetch: () => Promise<Blob>, fileName: string): Promise<void> {
  return orTell(async () => saveBlob(await fetch(), fileName));
}

/** Saves text made in the browser as a file. */
export function downloadText(text: string, fileName: string, type: string): void {
  saveBlob(new Blob([text], { type }), fileName);
}

async function orTell(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { detail, code } = error as { detail?: string; code?: string };
    // Asked for their own password, the person would not: they know.
    if (code === 'step_up_required') return;
    toast.error('Nothing was exported', { description: detail });
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
