import './testing/page';
import type { Component } from 'svelte';
import { render } from 'svelte/server';
import { expect, test } from 'vitest';
import Answered from './screens/Answered.svelte';
import Columns from './screens/Columns.svelte';
import Sentences from './screens/Sentences.svelte';
import { Study } from './study.svelte';
import { small, smallAnswers } from './testing/versions';
import type { Version } from './version';

type Screen = Component<{ study: Study; version: Version }>;
const screens: Record<string, Screen> = {
  columns: Columns,
  answered: Answered,
  sentences: Sentences,
};
const study = new Study();
study.answers = smallAnswers;

/** The text of a screen without tags, dates and "5 gesprekken". */
function said(screen: Screen, version: Version): string {
  const { body } = render(screen, { props: { study, version } });
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\d{1,2}\s(januari|maart|juni|december)\s\d{4}/g, '')
    .replace(/\b5 gesprekken/g, '');
}

test.each(['columns', 'answered', 'sentences'])('the screen %s shows no number but n', (name) => {
  const text = said(screens[name]!, name === 'sentences' ? { ...small, mode: 'tiny' } : small);
  expect(text).toContain('Een bekend gezicht');
  expect(text).not.toMatch(/\d/);
});

test('the columns show strength words, paraphrases and who can act', () => {
  const text = said(Columns, small);
  expect(text).toContain('In de meeste gesprekken');
  expect(text).toContain('Ook genoemd');
  expect(text).toContain('in onze woorden');
  expect(text).toContain('gemeente, samenwerkingsverband');
});

test('who may answer reads that findings wait, without how many', () => {
  const asked = new Study();
  asked.answers = smallAnswers;
  asked.membership = { roles: ['partner-answers'], owner: 'school-board' } as never;
  const shown = (of: Study) => render(Columns, { props: { study: of, version: small } }).body;
  expect(shown(asked)).toMatch(/Er wachten bevindingen op uw antwoord vóór 12\smaart\s2027/);
  asked.membership = { roles: ['municipality-answers'] } as never;
  expect(shown(asked)).toContain('De afgesproken datum is voorbij.');
  expect(shown(study)).not.toContain('wachten bevindingen');
});

test('a removed quote and a removed point leave nothing behind', () => {
  const points = small.columns!.good;
  const columns = { ...small.columns!, good: [{ ...points[0]!, title: '', sentence: '' }] };
  expect(said(Columns, { ...small, columns })).not.toContain('Zij bleef');
  expect(said(Columns, small)).not.toContain('“');
});
