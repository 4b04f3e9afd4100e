/**
 * The screens that are looked at one by one, by the door one enters them
 * through. `:project` and the like are filled in by who visits them. The
 * phone's screens are reached by walking through an interview.
 */
export const widths = [320, 360, 1280];

export const screens = [
  { door: '', paths: ['/', '/werkplek/', '/inzicht/', '/werkplek/onderdelen'] },
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
  {
    door: 'municipality',
    paths: [
      '/inzicht/:proef/oogopslag',
      '/inzicht/:proef/themas',
      '/inzicht/:proef/themas/:theme',
      '/inzicht/:proef/wie-spraken-we',
      '/inzicht/:proef/wat-is-ermee-gedaan',
      '/inzicht/:proef/zo-is-dit-onderzocht',
    ],
  },
  {
    door: 'lea-municipality',
    paths: [
      '/inzicht/:lea/lea',
      '/inzicht/:lea/wat-is-ermee-gedaan',
      '/inzicht/:lea/zo-is-dit-onderzocht',
      '/inzicht/:lea/bevindingen/:finding',
      '/inzicht/:lea/antwoord/:finding/municipality',
    ],
  },
];

/** Screens of the phone that stand beside the way through an interview, below /app/gesprek/<id>/. */
export const besides = ['onderwerpen', 'zorgen', 'keuzes'];

/** Screens of the phone outside an interview. */
export const around = [
  '/app/',
  '/app/gesprekken',
  '/app/installeren',
  '/app/oefenen',
  '/app/begin',
];
