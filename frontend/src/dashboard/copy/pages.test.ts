import '../testing/page';
import { expect, test, vi } from 'vitest';
import * as language from '../../ui/locale.svelte';
import { large, small, smallAnswers } from '../testing/versions';
import { copy, html, plain, type Block } from './document';
import * as pages from './pages';

/** Takes away what may be a number in the small mode: dates, n, and nothing else. */
function withoutAllowed(text: string): string {
  return text
    .replace(/\d{1,2}\s(januari|maart|juni|december|January|March|June|December)\s\d{4}/g, '')
    .replace(/\b5 (gesprekken|interviews)/g, '');
}

test.each(['columnsText', 'answeredText', 'sentencesText'] as const)(
  'no number but n and dates in %s of the small mode',
  (name) => {
    for (const locale of ['nl', 'en'] as const) {
      language.setLocale(locale);
      const text = plain(pages[name](small, smallAnswers));
      expect(withoutAllowed(text)).not.toMatch(/\d/);
      expect(
        withoutAllowed(html(pages[name](small, smallAnswers))).replace(/<[^>]*>/g, ''),
      ).not.toMatch(/\d/);
    }
    language.setLocale('nl');
  },
);

test('the small page as text says everything a point says', () => {
  const text = plain(pages.columnsText(small, smallAnswers)).replaceAll('\u00a0', ' ');
  expect(text).toMatchInlineSnapshot(`
    "Wat hebben kinderen en hun ouders nodig?

    Opgroeien met extra hulp. Vaste versie van 11 december 2026, kenmerk havik–drempel–olie–kust.

    Wie spraken we?

    5 gesprekken

    Niet gehoord

    - vaders

    Zo leest u dit

    De punten staan op volgorde van het alfabet.

    Gaat goed

    Een bekend gezicht

    Een vaste persoon geeft rust.

    In de meeste gesprekken.

    - Zij bleef. (een ouder, in onze woorden)

    Wie kan dit doen: schoolbestuur

    Nog geen antwoord. Bestuurlijk antwoord gevraagd vóór 12 maart 2027.

    Kan beter

    Geld dat meegaat

    Geld zit vast aan een regel.

    Ook genoemd.

    Niet iedereen ervaart dit zo. Soms lukt het wel.

    Wie kan dit doen: gemeente, samenwerkingsverband

    samenwerkingsverband: Doen we niet, want … Dit mag niet van de wet. Hierna: We vragen het na. (1 juni 2027) (directeur, 20 januari 2027)

    - Eerder, 12 januari 2027: Zoeken we eerst uit. Wij vragen het na.

    Aanknopingspunten

    Dit zijn verhalen uit 5 gesprekken. Ze zeggen wat er speelt.
    "
  `);
});

test('every page carries the date, the words of the version and the fixed sentence', () => {
  const texts: Block[][] = [
    pages.glanceText(large, []),
    pages.themesText(large),
    pages.themeText(large, large.themes![1]!, []),
    pages.findingText(large, large.findings[0]!, []),
    pages.reachText(large),
    pages.methodText(large),
    pages.columnsText(small, []),
  ];
  for (const text of texts.map(plain)) {
    expect(text).toContain('Vaste versie van 11\u00a0december\u00a02026');
    expect(text).toContain('havik–drempel–olie–kust');
    expect(text).toContain('Dit zijn verhalen uit');
  }
});

test('a row shows what the version shows, in words where it has no number', () => {
  const text = plain(pages.themesText(large));
  expect(text).toContain('Samenwerken <en> contact\t41 van 58\t9\t12\t15\t5');
  expect(text).toContain('Contact via school\t16 van 58\tkan beter genoemd: 6, de rest: 10');
  expect(text).toContain('Regels\tgenoemd door weinigen\n');
  expect(text).toContain('Wonen\t41 van 58\tvooral goed');
});

test('themes that are level are both named most often', () => {
  expect(pages.topTitle(large)).toBe(
    'Het vaakst ging het over ‘samenwerken <en> contact’ en ‘wonen’',
  );
});

test('HTML holds headings and tables, and no markup from texts', () => {
  const text = html(pages.themesText(large));
  expect(text).toContain('<td>Samenwerken &lt;en&gt; contact</td><td>41 van 58</td>');
  expect(text).not.toContain('<en>');
  expect(text).toMatch(/<h1>.*<\/h1>/);
});

test('English says its own fixed sentence', () => {
  language.setLocale('en');
  expect(plain(pages.glanceText(large, []))).toContain('These are stories from 58 interviews.');
  language.setLocale('nl');
});

test('copying reports a refusing browser', async () => {
  vi.stubGlobal('navigator', { languages: ['nl'], clipboard: { write: () => Promise.reject() } });
  expect(await copy([])).toBe(false);
});

test('what was removed leaves no heading behind', () => {
  const removed = { title: '', sentence: '', reason: '' };
  expect(plain(pages.themesText({ ...large, important: [removed] }))).toBe(
    plain(pages.themesText({ ...large, important: [] })),
  );
});
