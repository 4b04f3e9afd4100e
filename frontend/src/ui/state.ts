import {
  state_done,
  state_late,
  state_looking_into,
  state_off,
  state_partly,
  state_waiting,
  state_will_do,
  state_will_not,
} from '../messages/messages.js';

/** Where a finding or an appointment stands: one list for dashboard, agenda, phone and public page. */
export type State =
  'waiting' | 'late' | 'will-do' | 'partly' | 'looking-into' | 'will-not' | 'done' | 'off';

const names: Record<State, () => string> = {
  waiting: state_waiting,
  late: state_late,
  'will-do': state_will_do,
  partly: state_partly,
  'looking-into': state_looking_into,
  'will-not': state_will_not,
  done: state_done,
  off: state_off,
};

/** The fixed wording of a state. */
export function stateName(state: State): string {
  return names[state]();
}
