// Draws the icons of the phone app from the logo: they are built, not kept.
import { Resvg } from '@resvg/resvg-js';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** White logo on petrol, well inside the circle that a phone may cut out. */
function picture(path) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#0f5c63"/><g transform="translate(16 17)" fill="#fff" fill-rule="evenodd">${path}</g></svg>`;
}

/** Writes dist/app/icons/icon-<size>.png. */
export function icons() {
  const [path] = /<path.*?\/>/.exec(readFileSync(`${root}public/logo.svg`, 'utf8'));
  const drawing = picture(path.replace(/ fill="[^"]*"/, ''));
  mkdirSync(`${root}dist/app/icons`, { recursive: true });
  for (const size of [180, 192, 512]) {
    const drawn = new Resvg(drawing, { fitTo: { mode: 'width', value: size } }).render();
    writeFileSync(`${root}dist/app/icons/icon-${size}.png`, drawn.asPng());
  }
}
