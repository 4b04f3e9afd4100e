import type { Line, Version } from '../version';

const id = (letter: string) => letter.repeat(26);

const base = {
  date: '2026-12-11',
  round: 1,
  hash: '7'.repeat(64),
  words: ['havik', 'drempel', 'olie', 'kust'],
  notHeard: ['vaders'],
  important: [],
  items: [],
  removed: [],
} satisfies Partial<Version>;

/** A version of five people: words only. Its ids hold digits, as real ones do. */
export const small: Version = {
  ...base,
  id: id('a'),
  project: { name: 'Opgroeien met extra hulp', municipality: 'Oosterlee' },
  mode: 'small',
  n: 5,
  question: 'Wat hebben kinderen en hun ouders nodig?',
  reading: ['De punten staan op volgorde van het alfabet.'],
  fixedSentence: 'Dit zijn verhalen uit 5 gesprekken. Ze zeggen wat er speelt.',
  columns: {
    good: [
      {
        finding: id('b'),
        title: 'Een bekend gezicht',
        sentence: 'Een vaste persoon geeft rust.',
        strength: 'in de meeste gesprekken',
        quotes: [
          {
            n: 3,
            kind: 'good',
            text: 'Zij bleef.',
            form: 'paraphrase',
            translated: false,
            label: 'een ouder',
          },
          { n: 4, kind: 'good', form: 'quote', translated: false, label: 'een ouder' },
        ],
        owners: ['school-board'],
      },
    ],
    better: [
      {
        finding: id('c'),
        title: 'Geld dat meegaat',
        sentence: 'Geld zit vast aan een regel.',
        strength: 'ook genoemd',
        quotes: [],
        counterVoice: 'Soms lukt het wel.',
        owners: ['municipality', 'partnership'],
      },
    ],
    lead: [],
  },
  findings: [
    {
      id: id('b'),
      title: 'Een bekend gezicht',
      sentence: 'Een vaste persoon geeft rust.',
      kind: 'good',
      codes: [],
      policyThemes: ['ouders'],
      owners: ['school-board'],
      quotes: [],
    },
    {
      id: id('c'),
      title: 'Geld dat meegaat',
      sentence: 'Geld zit vast aan een regel.',
      kind: 'better',
      codes: [],
      policyThemes: [],
      owners: ['municipality', 'partnership'],
      quotes: [],
    },
  ],
};

export const smallAnswers: Line[] = [
  {
    finding: id('b'),
    title: 'Een bekend gezicht',
    owner: 'school-board',
    level: 'governing',
    state: 'waiting',
    dueDate: '2027-03-12',
    steps: [{ level: 'governing', state: 'waiting', dueDate: '2027-03-12' }],
  },
  {
    finding: id('c'),
    title: 'Geld dat meegaat',
    owner: 'municipality',
    level: 'official',
    state: 'late',
    dueDate: '2027-01-23',
    steps: [
      { level: 'official', state: 'late', dueDate: '2027-01-23' },
      { level: 'governing', state: 'waiting', dueDate: '2027-03-12' },
    ],
  },
  {
    finding: id('c'),
    title: 'Geld dat meegaat',
    owner: 'partnership',
    level: 'governing',
    state: 'will-not',
    steps: [{ level: 'governing', state: 'given', dueDate: '2027-03-12' }],
    earlier: [
      {
        owner: 'partnership',
        level: 'official',
        state: 'looking-into',
        reason: 'Wij vragen het na.',
        function: 'medewerker',
        date: '2027-01-12',
      },
    ],
    answer: {
      owner: 'partnership',
      level: 'governing',
      state: 'will-not',
      reason: 'Dit mag niet van de wet.',
      function: 'directeur',
      date: '2027-01-20',
      nextStep: { text: 'We vragen het na.', date: '2027-06-01' },
    },
  },
];

/** A version of fifty-eight interviews with a row of every sort. */
export const large: Version = {
  ...base,
  id: id('d'),
  project: { name: 'Merelveld', municipality: 'Waardrecht' },
  mode: 'large',
  n: 58,
  question: 'Hoe vinden gezinnen hulp?',
  reading: ['Elke rij is een thema.'],
  fixedSentence: 'Dit zijn verhalen uit 58 gesprekken.',
  glance: {
    sentences: [
      {
        finding: id('e'),
        parts: [
          { text: 'Ouders praten het liefst ', bold: false },
          { text: 'via school', bold: true },
          { text: '.', bold: false },
        ],
      },
    ],
  },
  reach: {
    dots: { filled: 33, open: 25 },
    parts: [
      { attribute: 'group', label: 'ouders', shown: { number: 33 } },
      { attribute: 'group', label: 'jongeren', shown: { number: 25 } },
      { attribute: 'interpreter', label: 'met een tolk', shown: { word: 'enkele' } },
    ],
  },
  themes: [
    {
      code: 'samen',
      label: 'Samenwerken <en> contact',
      group: true,
      children: ['school', 'weinig'],
      n: { number: 41 },
      parts: {
        good: { number: 9 },
        mixed: { number: 12 },
        better: { number: 15 },
        lead: { number: 5 },
      },
      pair: null,
      bar: [{ kind: 'good', share: 0.1552 }],
      order: 1,
      quotes: [],
    },
    {
      code: 'school',
      label: 'Contact via school',
      group: false,
      children: [],
      asked: { word: 'uit zichzelf genoemd' },
      n: { number: 16 },
      parts: null,
      pair: { better: { number: 6 }, rest: { number: 10 } },
      word: 'verdeeld',
      bar: [
        { kind: 'better', share: 0.1034 },
        { kind: 'rest', share: 0.1724 },
      ],
      order: 2,
      quotes: [],
    },
    {
      code: 'weinig',
      label: 'Regels',
      group: false,
      children: [],
      n: { word: 'genoemd door weinigen' },
      parts: null,
      pair: null,
      bar: [],
      order: 3,
      quotes: [],
    },
    {
      code: 'wonen',
      label: 'Wonen',
      group: true,
      children: [],
      n: { number: 41 },
      parts: null,
      pair: null,
      word: 'vooral goed',
      bar: [{ kind: 'outline', share: 0.7069 }],
      order: 4,
      quotes: [],
    },
  ],
  findings: [
    {
      id: id('e'),
      title: 'Ouders praten via school.',
      sentence: 'Zij zien de juf elke dag.',
      kind: 'lead',
      codes: ['school'],
      policyThemes: ['ouders'],
      owners: ['municipality'],
      quotes: [],
      figure: { number: 16 },
    },
  ],
};
