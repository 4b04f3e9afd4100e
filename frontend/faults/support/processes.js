import { readdirSync, readFileSync } from 'node:fs';

/** The variable that every process of a browser inherits, so that it can be found. */
export const markName = 'WIJKSTEM_FAULTS_BROWSER';

/** Ids of the processes that were started with this mark in their environment. */
export function marked(mark) {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers
    .filter((number) => environment(number).includes(`${markName}=${mark}`))
    .map(Number);
}

function environment(number) {
  try {
    return readFileSync(`/proc/${number}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
}

/** Sends a signal to all of them; those that are gone already are left. */
export function signalAll(ids, signal) {
  for (const id of ids) {
    try {
      process.kill(id, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
}
