/** Whether the page is in sight. */
import type { Presence } from '../../core';

export const browserPresence = (page: Document): Presence => ({
  visible: () => page.visibilityState === 'visible',
  onChange: (call) => {
    page.addEventListener('visibilitychange', call);
    return () => page.removeEventListener('visibilitychange', call);
  },
});
