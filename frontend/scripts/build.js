// Builds all screens into dist/: first those for a desk, then the phone app
// with its service worker, which must know every file of that app.
import { build } from 'vite';
import { icons } from './icons.js';
import { serviceWorker } from './service-worker.js';

await build({ mode: 'desk', logLevel: 'warn' });
await build({ mode: 'field', logLevel: 'warn' });
icons();
await serviceWorker();
