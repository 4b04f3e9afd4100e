/** Languages whose words are loaded when somebody speaks them, each by its own name. */
export const packNames = { ar: 'العربية', tr: 'Türkçe', pl: 'Polski', uk: 'Українська' };

/** All packs: those and the English of the phone. */
export const packLanguages = [...Object.keys(packNames), 'en'];

/** Drawn guides for one's own phone: opened before the app is installed, or seldom. */
const drawings = 'guides';

/** What the app keeps once it runs, and not to be installed: whose pack a built file is, if any. */
export const packOf = (path) =>
  [...packLanguages, drawings].find((name) => path.startsWith(`assets/${name}-`));
