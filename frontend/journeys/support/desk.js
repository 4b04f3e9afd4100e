import assert from 'node:assert/strict';
import { heading, press } from './browser.js';

/** The researcher at the workbench, in one interview. */
export class Desk {
  constructor(page, project) {
    this.page = page;
    this.project = project;
  }

  /** Finds the interview by its two words in the list, and opens its text. */
  async open(words) {
    const { page } = this;
    await page.goto(`/werkplek/${this.project}/gesprekken`);
    const row = page.getByRole('row').filter({ hasText: words });
    await row.getByRole('cell', { name: 'opname', exact: true }).waitFor();
    await row.getByRole('link', { name: words }).click();
    await heading(page, words);
  }

  /**
   * Plays the sound until its clock is past so many milliseconds, and stops it.
   * Gives its length and, in full scale, how loud what came out was while it played.
   */
  async listen(milliseconds) {
    const { page } = this;
    const place = page.getByRole('slider', { name: 'Plek in het geluid' });
    assert.equal(await place.inputValue(), '0');
    await press(page, 'Afspelen');
    const heard = await page.evaluate(hear, milliseconds);
    await page.waitForFunction(
      ([input, least]) => input.valueAsNumber > least,
      [await place.elementHandle(), milliseconds],
    );
    await press(page, 'Stop het geluid');
    return { total: Number(await place.getAttribute('max')), ...heard };
  }

  /** Replaces the text with one that is pasted in. */
  async paste(text) {
    const { page } = this;
    await press(page, 'Tekst veranderen');
    await page.getByText('Plak hier een tekst').first().click();
    await page.getByRole('textbox', { name: 'Plak hier een tekst' }).fill(text);
    await press(page, 'Lees deze tekst');
    await press(page, 'Neem over');
    await press(page, 'Bewaren');
    await page.getByRole('button', { name: 'Tekst veranderen' }).waitFor();
  }

  /** Selects words with the mouse, types the code and says what kind it is. */
  async code(words, label, kind) {
    const { page } = this;
    await this.select(words);
    await page.getByRole('heading', { name: 'Gekozen stuk' }).waitFor();
    await page.getByRole('combobox', { name: 'Code erbij: typ of kies' }).fill(label);
    await page.getByRole('option', { name: label }).first().waitFor();
    await page.keyboard.press('Enter');
    const card = page.getByRole('region', { name: label, exact: true });
    const [saved] = await Promise.all([
      page.waitForResponse(
        (answer) => answer.request().method() === 'PUT' && answer.url().includes('/codings/'),
      ),
      card.getByRole('button', { name: new RegExp(`^${kind}`) }).click(),
    ]);
    assert.ok(saved.ok(), `${label} is saved`);
    await card.getByRole('button', { pressed: true }).getByText(kind).waitFor();
  }

  /** Draws the mouse over words that stand within one utterance. */
  async select(words) {
    const { page } = this;
    await page.locator('[data-utterance]').filter({ hasText: words }).waitFor();
    const ends = await page.locator('.sheet').evaluate(endsOf, words);
    await page.mouse.move(ends.from.x, ends.from.y);
    await page.mouse.down();
    await page.mouse.move(ends.to.x, ends.to.y, { steps: 6 });
    await page.mouse.up();
  }

  /** Says that names and health details are dealt with. */
  async check() {
    const { page } = this;
    await press(page, 'Zet op nagekeken');
    await press(page, 'Ja, nagekeken');
    await page.getByRole('button', { name: 'Nagekeken', exact: true }).waitFor();
  }
}

/**
 * In the page: listens to the sound that is playing until it is past so many
 * milliseconds. `loudest` is the largest root mean square of any moment,
 * `moved` by how many seconds the sound's own clock went on.
 */
async function hear(milliseconds) {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
  const playing = () => [...globalThis.playedSounds].find((sound) => !sound.paused);
  while (!playing()) await pause();
  const sound = playing();
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(sound.captureStream()).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const from = sound.currentTime;
  let loudest = 0;
  while (sound.currentTime * 1000 < milliseconds && !sound.ended) {
    await pause();
    analyser.getFloatTimeDomainData(samples);
    const square = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    loudest = Math.max(loudest, Math.sqrt(square));
  }
  await context.close();
  return { loudest, moved: sound.currentTime - from };
}

/** In the page: where the words begin and end on the screen. */
function endsOf(sheet, words) {
  const line = [...sheet.querySelectorAll('[data-utterance]')].find((one) =>
    one.textContent.includes(words),
  );
  line.scrollIntoView({ block: 'center' });
  const at = line.textContent.indexOf(words);
  const spot = (offset, side) => {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let before = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (before + node.length > offset) {
        const range = document.createRange();
        range.setStart(node, offset - before);
        range.setEnd(node, offset - before + 1);
        const box = range.getBoundingClientRect();
        return { x: side === 'from' ? box.left + 1 : box.right - 1, y: box.top + box.height / 2 };
      }
      before += node.length;
    }
    throw new Error(`"${words}" is not there`);
  };
  return { from: spot(at, 'from'), to: spot(at + words.length - 1, 'to') };
}
