/**
 * The screens that are looked at one by one, by the door one enters them
 * through. `:project` and the like are filled in by who visits them. The
 * phone's screens stand in phone-screens.js.
 */
export const widths = [320, 360, 1280];

/** The dashboard of a study with numbers. */
const ofLarge = [
  '/inzicht/',
  '/inzicht/:proef/oogopslag',
  '/inzicht/:proef/themas',
  '/inzicht/:proef/themas/:theme',
  '/inzicht/:proef/bevindingen/:large',
  '/inzicht/:proef/antwoord/:large/municipality',
  '/inzicht/:proef/antwoord/:large/school-board',
  '/inzicht/:proef/wie-spraken-we',
  '/inzicht/:proef/wat-is-ermee-gedaan',
  '/inzicht/:proef/zo-is-dit-onderzocht',
  '/inzicht/:proef/oogopslag?versie=:version',
  '/inzicht/:proef/er-is-hier-niets',
];

/** The dashboard of five parents, with what somebody may answer. */
const ofSmall = (finding, owner) => [
  '/inzicht/:lea/lea',
  '/inzicht/:lea/wat-is-ermee-gedaan',
  '/inzicht/:lea/zo-is-dit-onderzocht',
  `/inzicht/:lea/bevindingen/:${finding}`,
  `/inzicht/:lea/antwoord/:${finding}/${owner}`,
];

/** Which screens behind which door; `at` are the widths when not all. */
export const screens = [
  { door: '', paths: ['/', '/intrekken', '/werkplek/', '/inzicht/', '/werkplek/onderdelen'] },
  { door: '', paths: ['/', '/inzicht/'], locale: 'en-GB', at: [320] },
  {
    door: 'researcher',
    paths: [
      '/werkplek/',
      '/werkplek/:proef/start',
      '/werkplek/:proef/gesprekken',
      '/werkplek/:proef/gesprekken/:interview',
      '/werkplek/:proef/coderen/:interview',
      '/werkplek/:proef/codes',
      '/werkplek/:proef/bevindingen',
      '/werkplek/:proef/vrijgeven',
    ],
  },
  {
    door: 'lead',
    paths: [
      '/werkplek/:proef/start',
      '/werkplek/:proef/apparaten',
      '/werkplek/:proef/leden',
      '/werkplek/:proef/zorgen',
      '/werkplek/:proef/instellingen',
    ],
  },
  { door: 'municipality', paths: ofLarge },
  { door: 'municipality', paths: ofLarge, locale: 'en-GB', at: [320] },
  { door: 'lea-municipality', paths: ofSmall('finding', 'municipality') },
  { door: 'school-board', paths: ofSmall('schools', 'school-board'), locale: 'en-GB', at: [320] },
];
