/** Everything the screens may use; the contract is in README.md. */
export type { Attaching, NoSound, SoundFile } from './attach';
export { choices, type Choice, type Consent, type ConsentAnswer, type YesNo } from './consent';
export { NotOurServer, Refused, Unreachable, type Problem } from './connection';
export type { DeliveryView, Reach } from './delivery';
export type { ExportedCopy } from './export';
export type { Rest } from './sending';
export { mostPersons, NotAllowed, stages, type Draft, type Segment, type Stage } from './draft';
export { choiceOf, meaningTopics, readBackTopics, resumeAt, stageOf, stepAfter } from './flow';
export type { Field, FieldAnswer, FieldGuide, ParentLetter } from './field';
export { preferNot, textIn } from './guide';
export type * as GuideTypes from './guide';
export type { Guide, Kind, Probe, Text, Topic } from './guide';
export type { ID } from './id';
export { KeysNotKept } from './identity';
export type { Interview, InterviewView } from './interview';
export type { Unlocking } from './keyring';
export { asked, codeOf, consentOf, mayShowCode, type KeptCode } from './person';
export { lieStill, lieStillKey, lieStillSeconds, type LieStill } from './lie-still';
export { testMicrophone, type MicrophoneTest } from './microphone-test';
export { Phone, type Beginning, type InterviewLine, type Lost, type PhoneState } from './phone';
export { areas, StoreFull, StoreGone } from './ports';
export type {
  Area,
  Awake,
  Change,
  ChunkListener,
  Clock,
  Device,
  Entry,
  Files,
  Input,
  Key,
  Locks,
  Microphone,
  Network,
  Presence,
  Range,
  Recording,
  Store,
  Take,
  Wakefulness,
} from './ports';
export type {
  Answers,
  Capture,
  Contact,
  Minor,
  Note,
  Person,
  ReadBackItem,
  TopicState,
} from './record';
export type { Cause, Phase, RecorderView } from './recorder';
export type { Line } from './stored';
export type { SpokenSound, SpokenText } from './voices';
export { textsById } from './wordings';
export type { Alerting, Known, Worry } from './worries';
