import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig, type HtmlTagDescriptor, type Plugin, type UserConfig } from 'vite';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The screens at a desk share their parts; the phone app is built apart, so that it is whole by itself. */
const builds: Record<string, UserConfig['build']> = {
  desk: {
    rolldownOptions: {
      input: {
        start: path('index.html'),
        withdraw: path('intrekken/index.html'),
        workbench: path('werkplek/index.html'),
        dashboard: path('inzicht/index.html'),
      },
    },
    assetsDir: 'assets',
    emptyOutDir: true,
  },
  field: {
    rolldownOptions: { input: { field: path('app/index.html') } },
    assetsDir: 'app/assets',
    emptyOutDir: false,
    copyPublicDir: false,
    cssCodeSplit: false, // the many small sheets are a third smaller as one
  },
};

const meta = (attrs: HtmlTagDescriptor['attrs']): HtmlTagDescriptor => ({ tag: 'meta', attrs });

/** What every page begins with, and the place where its screens come. */
const page: Plugin = {
  name: 'page',
  transformIndexHtml: () => [
    ...[
      meta({ charset: 'utf-8' }),
      meta({
        name: 'viewport',
        content: 'width=device-width, initial-scale=1, viewport-fit=cover',
      }),
      meta({ name: 'theme-color', content: '#f7f5f1' }),
      meta({ name: 'referrer', content: 'no-referrer' }),
    ].map((tag) => ({ ...tag, injectTo: 'head-prepend' as const })),
    { tag: 'div', attrs: { id: 'screen' }, injectTo: 'body-prepend' },
  ],
};

/** The server that answers /v1 while the screens are being built. */
const server = process.env.WIJKSTEM_URL ?? 'http://127.0.0.1:8080';

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), page],
  appType: 'mpa',
  build: {
    target: ['es2022', 'safari16.4', 'chrome105', 'firefox115'],
    // Sounds, fonts and pictures stay files: the content policy allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    ...builds[mode],
    reportCompressedSize: false,
  },
  server: { proxy: { '/v1': server } },
}));
