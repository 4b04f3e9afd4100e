/**
 * What a person does and reads, and how long that takes by a fixed model: so many
 * seconds a tap, a key and a word. Words that stood on an earlier screen are known.
 */
const seconds = { tap: 1.2, key: 1, word: 0.35 };

export class Effort {
  taps = 0;
  keys = 0;
  words = 0;
  waits = 0;
  #known = new Set();

  constructor(page) {
    this.page = page;
  }

  /** Reads what is new on the screen. */
  async read() {
    for (const text of await this.page.evaluate(visibleTexts)) {
      if (this.#known.has(text)) continue;
      this.#known.add(text);
      if (process.env.SAY) console.log('   +', text);
      this.words += text.split(/\s+/).filter((word) => /\p{Letter}/u.test(word)).length;
    }
  }

  /** Reads, then taps what has this role and name. */
  async tap(role, name) {
    await this.read();
    await this.touch(this.page.getByRole(role, { name }));
  }

  async touch(place) {
    this.taps++;
    // The input of a card lies invisible over it, where a finger taps.
    await place.first().click({ force: true });
  }

  /** Types in a field that has the focus. */
  async type(text) {
    await this.read();
    this.keys += text.length;
    await this.page.keyboard.type(text);
  }

  /** Types on the keypad of the screen. */
  async keypad(digits) {
    await this.read();
    for (const digit of digits) {
      this.keys++;
      await this.page.getByRole('button', { name: digit, exact: true }).click();
    }
  }

  /** What the app itself takes, such as the test of the microphone. */
  wait(some) {
    this.waits += some;
  }

  get seconds() {
    const { taps, keys, words, waits } = this;
    return taps * seconds.tap + keys * seconds.key + words * seconds.word + waits;
  }

  toString() {
    const { taps, keys, words, waits } = this;
    return `${taps} taps, ${keys} keys, ${words} words, ${waits} s waiting: ${this.seconds.toFixed(0)} s`;
  }
}

/** In the page: each piece of text that can be seen, in order. */
function visibleTexts() {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim().replace(/\s+/g, ' ');
    const { width, height } = element.getBoundingClientRect();
    const seen = width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true });
    if (text && seen && !element.closest('script, style, .unseen')) found.push(text);
  }
  return found;
}
