/** Languages whose words are loaded when somebody speaks them, each by its own name. */
export const packNames = { ar: 'العربية', tr: 'Türkçe', pl: 'Polski', uk: 'Українська' };

/** All packs: those and the English of the phone. */
export const packLanguages = [...Object.keys(packNames), 'en'];

/** The language of a built file that is a pack; undefined of any other. */
export const packOf = (path) =>
  packLanguages.find((language) => path.startsWith(`assets/${language}-`));
