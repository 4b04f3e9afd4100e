/**
 * Troubles of the store that are made inside the page: acts for Handset.run.
 * Install them before the phone is opened.
 */

/** Lets `memory.trouble` break the store; see the words below. */
export function breakableStore({ memory }) {
  const { transaction } = IDBDatabase.prototype;
  const { get, put } = IDBObjectStore.prototype;
  const lost = () => new DOMException('Connection to Indexed Database server lost', 'UnknownError');
  const once = (trouble) => {
    if (memory.trouble !== trouble) return false;
    memory.trouble = undefined;
    return true;
  };
  IDBDatabase.prototype.transaction = function (...how) {
    memory.database = this;
    if (once('lost')) throw lost();
    const begun = transaction.apply(this, how);
    if (how[1] === 'readwrite' && once('aborted')) {
      queueMicrotask(() => {
        begun.abort();
        this.close();
      });
    }
    return begun;
  };
  IDBObjectStore.prototype.put = function (...what) {
    if (memory.trouble === 'full') throw new DOMException('', 'QuotaExceededError');
    return put.apply(this, what);
  };
  IDBObjectStore.prototype.get = function (key) {
    const request = get.call(this, key);
    if (memory.trouble !== 'other bytes' || this.name !== 'chunks') return request;
    const spoilt = () => {
      const value = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'result').get.call(
        request,
      );
      if (value) new Uint8Array(value.frame)[20] ^= 1;
      return value;
    };
    return Object.defineProperty(request, 'result', { get: spoilt });
  };
}

/**
 * Breaks it: "closed" closes the connection now; "lost" makes the next
 * transaction throw, "aborted" aborts and closes the next that writes; "full"
 * refuses every write and "other bytes" reads chunks wrongly until it is "".
 */
export function make({ memory }, trouble) {
  if (trouble === 'closed') return memory.database.close();
  memory.trouble = trouble;
}
