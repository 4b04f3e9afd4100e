import axe from 'axe-core';
import { widths } from './screens.js';

/** What axe finds on a page at every width, and whether the page is wider than the screen. */
export async function hindrances(page, name, at = widths) {
  const found = [];
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  for (const width of at) {
    await page.setViewportSize({ width, height: width < 600 ? 780 : 860 });
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    for (const { id, help, nodes } of violations)
      found.push(`${name} at ${width}: ${id}: ${help}: ${nodes[0].target} (${nodes.length})`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) found.push(`${name} at ${width}: ${wider} px wider than the screen`);
  }
  return found;
}
