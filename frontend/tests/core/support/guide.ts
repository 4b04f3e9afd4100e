import type { Guide, Topic } from '../../../src/core';

const nl = (words: string) => ({ nl: words, en: `${words} (en)` });

const topic = (id: string): Topic => ({
  id,
  title: nl(id),
  icon: 'house',
  why: nl('Waarom'),
  core: true,
  minutes: 5,
  question: { text: nl('Hoe gaat het?'), simpler: nl('Gaat het?') },
  probes: [{ id: `${id}-voorbeeld`, type: 'example', text: nl('Heeft u een voorbeeld?') }],
  statementKinds: [{ kind: 'good', prompt: nl('Wat ging goed?') }],
  suggestedCodes: [],
});

const card = { title: nl('Kop'), text: nl('Tekst') };
const consent: Guide['consent'] = {
  blocks: [],
  safetyException: nl('Behalve bij gevaar'),
  publishedNumbers: nl('Getallen blijven'),
  withdraw: nl('U mag stoppen'),
  teachBack: { question: nl('Wat doen we?'), listenFor: [], repair: nl('Nog eens') },
  choices: [],
  changeable: nl('U kunt het later veranderen'),
};

/** A small guide with three topics. */
export const testGuide: Guide = {
  slug: 'opvoeden-in-de-wijk',
  version: '1.0.0',
  licence: 'CC-BY-SA-4.0',
  title: nl('Opvoeden in de wijk'),
  goal: nl('Weten wat helpt'),
  researchQuestions: [],
  codebook: 'v1',
  audience: 'parent',
  setting: 'one-to-one',
  minutes: { from: 30, to: 40 },
  madeBy: [],
  languages: [{ code: 'nl', direction: 'ltr', mode: 'text', state: 'reviewed' }],
  preparation: [],
  ageGate: {
    minimum: 16,
    question: nl('Bent u 16 of ouder?'),
    oldEnough: nl('Ja'),
    tooYoung: nl('Nee'),
    stop: card,
  },
  acquaintance: {
    question: nl('Kennen jullie elkaar?'),
    why: nl('Waarom'),
    goOn: nl('Verder'),
    other: nl('Liever een ander'),
    arrange: nl('Wij regelen het'),
  },
  consent,
  reference: {
    title: nl('Twee woorden'),
    write: nl('Schrijf'),
    later: nl('Bel'),
    done: nl('Klaar'),
  },
  background: [
    {
      id: 'wie',
      question: nl('Wie bent u?'),
      purpose: nl('Om te weten wie we spraken'),
      options: [
        { id: 'moeder', label: nl('Moeder') },
        { id: 'vader', label: nl('Vader') },
      ],
      preferNot: nl('Zeg ik liever niet'),
      sensitivity: 'ordinary',
    },
    {
      id: 'leeftijd-kind',
      question: nl('Hoe oud zijn uw kinderen?'),
      purpose: nl('Om te weten'),
      options: [
        { id: '0-3', label: nl('0 tot 3') },
        { id: '4-12', label: nl('4 tot 12') },
      ],
      several: true,
      preferNot: nl('Zeg ik liever niet'),
      sensitivity: 'ordinary',
    },
  ],
  warmingUp: [],
  topics: [topic('gezin-en-wijk'), topic('wat-helpt'), topic('contact-met-school')],
  meaning: {
    question: nl('Wat was dit?'),
    hint: nl('Meer mag'),
    choices: [],
    mixed: nl('Soms'),
    skip: nl('Sla over'),
  },
  readBack: {
    offer: nl('Wilt u het horen?'),
    question: nl('Klopt dit?'),
    right: nl('Ja'),
    changed: nl('Nee, anders'),
    removed: nl('Haal weg'),
    done: nl('Klaar'),
  },
  closing: {
    summary: nl('Dus'),
    addition: nl('Nog iets?'),
    wish: nl('Een wens?'),
    thanks: nl('Dank'),
    next: nl('Straks'),
  },
  aftercare: { ...card, phones: [] },
  worry: {
    title: nl('Zorgen'),
    offline: nl('Bel nu'),
    say: nl('Ik hoor iets'),
    do: [],
    kept: nl('Alleen dat en wanneer'),
    coach: nl('Bel'),
    phones: [],
  },
  observation: { instruction: nl('Wat zag u?'), fields: [] },
  debrief: {
    intro: nl('En u?'),
    wellbeing: { question: nl('Hoe gaat het?'), options: [] },
    selfCheck: [],
    surprise: nl('Verrast?'),
    safety: nl('Zorgen?'),
    coach: nl('Bellen?'),
  },
};

/** A guide for practising as the server hands it out: what a practice leaves out is empty. */
export const practiceGuide = {
  ...testGuide,
  slug: 'oefenen',
  practice: true,
  topics: [topic('buurt'), topic('idee')],
  background: null,
  warmingUp: null,
};
