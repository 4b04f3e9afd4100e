/** The Web Lock that an open interview holds; while it is held no version changes. */
export const interviewLock = 'wijkstem/interview';

/** Milliseconds the start of the app waits for a version that is ready. */
const patience = 2000;

/**
 * Installs the service worker. When a newer version is ready and this is a cold
 * start, it takes over before anything is shown; true means that the page reloads.
 * A version that arrives later waits for the next cold start.
 */
export async function takeUpdate(): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false;
  const had = await navigator.serviceWorker.getRegistration('/app/');
  const renewed = had?.waiting ? await renew(had.waiting) : false;
  if (renewed) location.reload();
  else void install();
  return renewed;
}

/** Keeps the words of these languages on the phone, for when there is no network. */
export async function keepLater(packs: readonly string[]): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ keep: packs });
}

function renew(waiting: ServiceWorker): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => resolve(true), {
      once: true,
    });
    setTimeout(() => resolve(false), patience);
    waiting.postMessage('renew');
  });
}

async function install() {
  try {
    const registration = await navigator.serviceWorker.register('/app/sw.js', {
      scope: '/app/',
      updateViaCache: 'none',
    });
    const look = () =>
      document.visibilityState === 'visible' && void registration.update().catch(ignore);
    document.addEventListener('visibilitychange', look);
    addEventListener('pageshow', look);
  } catch {
    return; // no network or not allowed here: the app works, and tries again at the next start
  }
}

const ignore = () => undefined;
