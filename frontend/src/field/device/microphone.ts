/** The core's microphone on MediaRecorder; what listens comes when it is opened. */
import type { Microphone } from '../../core';

/** AppleWebKit without Chrome or Edge in its name. */
export const webkit = (): boolean =>
  /AppleWebKit/.test(navigator.userAgent) && !/Chrom(e|ium)|Edg|Android/.test(navigator.userAgent);

export const browserMicrophone = (): Microphone => ({
  webkit: webkit(),
  supports: (mime) => typeof MediaRecorder !== 'undefined' && MediaRecorder.isTypeSupported(mime),
  open: async () => (await import('./input')).openInput(),
});
