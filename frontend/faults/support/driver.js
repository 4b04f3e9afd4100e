/** How often a page that waits is answered "nothing yet", in milliseconds. */
const holdFor = 20_000;

/** How long an act may take: the machine itself can stand still for tens of seconds. */
const patience = 120_000;

/** One page, driven from here: functions are sent to it and run there. */
export class Driver {
  #count = 0;
  #queue = [];
  #waiting;
  #running = new Map();
  /** What the store of the page acknowledged: key as text -> SHA-256 of the sealed bytes. */
  kept = new Map();
  /** Rejections that nothing in the page caught. */
  complaints = [];

  /**
   * Runs a function in the page with `here` (see page.ts) and the other
   * arguments, which travel as JSON, as does what it gives. The function sees
   * nothing of the module that it stands in.
   */
  run(act, ...how) {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#settle(id, { error: `no answer in ${patience} ms` }),
        patience,
      );
      this.#running.set(id, { resolve, reject, timer });
      this.#queue.push({ id, code: act.toString(), how });
      this.#hand();
    });
  }

  /** A page asks for its next act; it is answered when there is one. */
  next(response) {
    this.#waiting?.writeHead(204).end();
    this.#waiting = response;
    const timer = setTimeout(() => this.#letGo(response), holdFor);
    response.once('close', () => {
      clearTimeout(timer);
      if (this.#waiting === response) this.#waiting = undefined;
    });
    this.#hand();
  }

  #letGo(response) {
    if (this.#waiting !== response) return;
    this.#waiting = undefined;
    response.writeHead(204).end();
  }

  #hand() {
    if (!this.#waiting || this.#queue.length === 0) return;
    const response = this.#waiting;
    this.#waiting = undefined;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(this.#queue.shift()));
  }

  done({ id, ...outcome }) {
    this.#settle(id, outcome);
  }

  #settle(id, { value, error, stack = '' }) {
    const act = this.#running.get(id);
    if (!act) return;
    this.#running.delete(id);
    clearTimeout(act.timer);
    if (error) act.reject(new Error(`in the page: ${error}`, { cause: stack }));
    else act.resolve(value);
  }

  /** The page is no more: what it was doing is not answered. */
  end(why) {
    this.#queue = [];
    for (const id of [...this.#running.keys()]) this.#settle(id, { error: why });
  }
}
