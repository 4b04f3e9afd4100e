import type { ExportedCopy } from '../core';

/** Gives a file to another app, such as mail; where that cannot be, it is downloaded. */
export async function handOver({ name, bytes }: ExportedCopy): Promise<void> {
  const file = new File([bytes], name, { type: 'application/octet-stream' });
  if (navigator.canShare?.({ files: [file] })) {
    await navigator.share({ files: [file] }).catch(unlessLeft);
    return;
  }
  const place = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: place, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(place), 60_000); // some browsers read it later
}

/** Somebody closed the list of apps. */
function unlessLeft(error: unknown): void {
  if (!(error instanceof DOMException) || error.name !== 'AbortError') throw error;
}
