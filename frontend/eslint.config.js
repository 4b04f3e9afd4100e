import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const parts = [
  'core',
  'api',
  'ui',
  'messages',
  'start',
  'field',
  'workbench',
  'dashboard',
  'reports',
];

/** Forbids a part of the sources to import the named other parts. */
function mayNotImport(part, others, message, more = []) {
  const regex = `^(\\.\\./)+(src/)?(${others.join('|')})(/|$)`;
  return {
    files: [`src/${part}/**`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex, message }, ...more] }],
    },
  };
}

const apart =
  'An entry point never imports another: what both need belongs in src/ui, so that the phone only loads its own.';
const entries = ['start', 'field', 'workbench', 'dashboard'];

export default ts.config(
  { ignores: ['dist/', 'shots/', 'src/messages/', 'src/api/schema.d.ts', 'project.inlang/'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      // Paths are plain strings of this application: there is no SvelteKit to resolve them.
      'svelte/no-navigation-without-resolve': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SvelteAttribute[key.name="style"]',
          message:
            'The content policy refuses style attributes; a style: directive sets the property itself.',
        },
      ],
      'svelte/no-at-html-tags': 'error',
    },
  },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['error', 500],
      'no-eval': 'error',
      'no-implied-eval': 'error',
    },
  },
  ...entries.map((entry) =>
    mayNotImport(
      entry,
      entries.filter((other) => other !== entry),
      apart,
    ),
  ),
  mayNotImport(
    'ui',
    [...entries, 'reports', 'core'],
    'Shared parts know no entry point and no capture.',
  ),
  mayNotImport(
    'api',
    parts.filter((part) => part !== 'api'),
    'The API client stands alone.',
  ),
  mayNotImport(
    'core',
    parts.filter((part) => part !== 'core'),
    'The capture core imports nothing of ours, so that it can be tested alone.',
    [
      {
        regex: '^svelte',
        message: 'The capture core has no framework: it must outlive the screens.',
      },
    ],
  ),
  {
    files: ['src/core/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'window',
          'document',
          'localStorage',
          'sessionStorage',
          'location',
          'history',
          'HTMLElement',
          'alert',
          'confirm',
        ].map((name) => ({
          name,
          message: 'The capture core has no DOM: it also runs in a worker.',
        })),
      ],
    },
  },
);
