/**
 * Whether this phone can hold a talk now, and what to do about it if not. Facts come
 * from the device; what follows from them stands here, and is the same everywhere.
 */
import { awakeFrom, isOlder, oldest, type System } from './systems';

export interface Facts {
  system: System;
  /** Of iOS itself, or of Chrome on Android; empty when nobody knows. */
  version: string;
  installed: boolean;
  /** Opened inside another app, such as one for messages. */
  insideAnotherApp: boolean;
  /** The store was seen to outlive its windows, or the browser promised that it will. */
  lasting: boolean;
  /** From 0 to 1; undefined when the browser does not say. */
  battery: number | undefined;
  charging: boolean;
  /** Whether this browser can record at all. */
  records: boolean;
  awake: 'held' | 'video' | 'refused' | 'none';
  /** What the lie-still test said last; undefined when it was not done. */
  lieStill: 'passed' | 'failed' | undefined;
}

/** "stop": no talk begins. "warn": it can go wrong. "note": good to know. */
export type Severity = 'stop' | 'warn' | 'note';

export type Finding = { what: Matter; severity: Severity };

export type Matter =
  | 'another-app'
  | 'tab'
  | 'not-lasting'
  | 'old-system'
  | 'cannot-record'
  | 'battery'
  | 'sleeps'
  | 'sleep-unknown';

/** Below this part of a full battery a talk should not begin without a charger. */
const lowBattery = 0.15;

type Rule = (facts: Facts) => Severity | false | undefined;

/** In the order in which they are said: what loses talks first. */
const rules: readonly [Matter, Rule][] = [
  ['another-app', (facts) => facts.insideAnotherApp && 'stop'],
  // Safari clears what a tab keeps after seven days without a visit.
  ['tab', (facts) => !facts.installed && (facts.system === 'ios' ? 'stop' : 'warn')],
  // A private window loses everything when it is closed, and cannot be told from another.
  ['not-lasting', (facts) => isAPhone(facts) && !facts.installed && !facts.lasting && 'stop'],
  ['old-system', (facts) => isTooOld(facts) && 'warn'],
  ['cannot-record', (facts) => !facts.records && 'note'],
  ['battery', (facts) => isLow(facts) && 'warn'],
  ['sleeps', (facts) => mayFallAsleep(facts) && facts.lieStill === 'failed' && 'warn'],
  ['sleep-unknown', (facts) => mayFallAsleep(facts) && !facts.lieStill && 'warn'],
];

/** Everything that stands in the way of a talk; nothing when the phone is ready. */
export const readiness = (facts: Facts): Finding[] =>
  rules.flatMap(([what, rule]) => {
    const severity = rule(facts);
    return severity ? [{ what, severity }] : [];
  });

/** Whether a real talk may begin; practice always may. */
export const mayBegin = (findings: readonly Finding[]): boolean =>
  findings.every(({ severity }) => severity !== 'stop');

/** At a desk the app is only tried out. */
const isAPhone = ({ system }: Facts): boolean => system !== 'other';

const isTooOld = ({ system, version }: Facts): boolean =>
  system !== 'other' && isOlder(version, oldest[system].version);

const isLow = ({ battery, charging }: Facts): boolean =>
  battery !== undefined && battery < lowBattery && !charging;

/** Whether nothing sure keeps the screen on while a talk is recorded. */
export const mayFallAsleep = ({ awake, system, version, installed }: Facts): boolean =>
  awake !== 'held' || (system === 'ios' && installed && isOlder(version, awakeFrom.ios));
