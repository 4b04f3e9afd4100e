import { api, data, type Schemas } from '../api/client';
import { Problem } from '../api/problem';
import { onSignedOut, signOut } from '../api/session';

type State = 'asking' | 'in' | 'out' | 'over' | 'failed';

let state: State = $state('asking');
let account: Schemas['Account'] | null = $state.raw(null);
let problem: unknown = $state.raw(null);
let comebacks = $state(0);

onSignedOut(() => (state = 'over'));

/** Whether somebody is signed in: out before, over when the session ended by itself. */
export const signedIn = (): State => state;

/** Who is signed in. */
export const me = (): Schemas['Account'] | null => account;

/** How often somebody signed in again after the session ended by itself: then all is read anew. */
export const timesBack = (): number => comebacks;

/** Why it is not known who is signed in. */
export const accountProblem = (): unknown => problem;

/** Asks the server who is signed in; also after a change of projects or roles. */
export async function recognise(): Promise<void> {
  try {
    account = await data(api.GET('/account'));
    if (state === 'over') comebacks++;
    state = 'in';
  } catch (error) {
    problem = error;
    state = stateAfter(error);
  }
}

/** What is shown stays while it is known whose it is. */
function stateAfter(error: unknown): State {
  const nobody = error instanceof Problem && error.status === 401;
  if (account) return nobody ? 'over' : state;
  if (nobody) return state === 'over' ? 'over' : 'out';
  return 'failed';
}

/** Signs in again over what is shown: the same person goes on with it. */
export async function comeBack(): Promise<void> {
  await recognise();
  if (state !== 'in') throw problem;
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
