import { api, data, type Schemas } from '../api/client';
import { Problem } from '../api/problem';
import { onSignedOut, signOut } from '../api/session';

type State = 'asking' | 'in' | 'out' | 'over' | 'failed';

let state: State = $state('asking');
let account: Schemas['Account'] | null = $state.raw(null);
let problem: unknown = $state.raw(null);

onSignedOut(() => (state = 'over'));

/** Whether somebody is signed in: out before, over when the session ended by itself. */
export const signedIn = (): State => state;

/** Who is signed in. */
export const me = (): Schemas['Account'] | null => account;

/** Why it is not known who is signed in. */
export const accountProblem = (): unknown => problem;

/** Asks the server who is signed in; also after a change of projects or roles. */
export async function recognise(): Promise<void> {
  try {
    account = await data(api.GET('/account'));
    state = 'in';
  } catch (error) {
    problem = error;
    if (error instanceof Problem && error.status === 401) state = state === 'over' ? 'over' : 'out';
    else state = 'failed';
  }
}

/** Ends the session here. */
export async function leave(): Promise<void> {
  await signOut();
  account = null;
  state = 'out';
}

/** Ends all sessions of this person. */
export async function leaveEverywhere(): Promise<void> {
  await data(api.DELETE('/sessions'));
  await leave();
}
