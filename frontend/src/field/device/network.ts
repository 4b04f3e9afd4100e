/** Which network the phone is on; only Chrome on Android says so. */
import type { Network } from '../../core';

interface Connection extends EventTarget {
  type?: string;
}

export function browserNetwork(connection: Connection | undefined): Network {
  return {
    kind: () => {
      const type = connection?.type;
      if (type === 'wifi' || type === 'ethernet') return 'wifi';
      return type === 'cellular' ? 'cellular' : 'unknown';
    },
    onChange: (call) => {
      connection?.addEventListener('change', call);
      return () => connection?.removeEventListener('change', call);
    },
  };
}
