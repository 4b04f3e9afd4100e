/** Which screen belongs to a step's name in the address. */
import Age from './Age.svelte';
import Alone from './Alone.svelte';
import Acquaintance from './Acquaintance.svelte';
import Assent from './Assent.svelte';
import AttachSound from './AttachSound.svelte';
import Background from './Background.svelte';
import Capture from './Capture.svelte';
import Change from './Change.svelte';
import Code from './Code.svelte';
import Closing from './Closing.svelte';
import Consent from './Consent.svelte';
import ContactWay from './ContactWay.svelte';
import Debrief from './Debrief.svelte';
import Explanation from './Explanation.svelte';
import Finish from './Finish.svelte';
import InTalk from './InTalk.svelte';
import Interpreter from './Interpreter.svelte';
import Meaning from './Meaning.svelte';
import Microphone from './Microphone.svelte';
import NoteScreen from './NoteScreen.svelte';
import Observation from './Observation.svelte';
import Parent from './Parent.svelte';
import Question from './Question.svelte';
import ReadBack from './ReadBack.svelte';
import Stop from './Stop.svelte';
import Summary from './Summary.svelte';
import TeachBack from './TeachBack.svelte';
import Thanks from './Thanks.svelte';
import Topics from './Topics.svelte';
import TwoWords from './TwoWords.svelte';
import WarmUp from './WarmUp.svelte';
import Who from './Who.svelte';
import Wish from './Wish.svelte';
import Worry from './Worry.svelte';

export const steps = {
  leeftijd: Age,
  tolk: Interpreter,
  ouder: Parent,
  alleen: Alone,
  'zelf-ja': Assent,
  kennen: Acquaintance,
  uitleg: Explanation,
  terugvertellen: TeachBack,
  wie: Who,
  keuze: Consent,
  keuzes: Change,
  'eigen-code': Code,
  woorden: TwoWords,
  code: Code,
  contact: ContactWay,
  opnemen: Microphone,
  geluid: AttachSound,
  vastleggen: Capture,
  achtergrond: Background,
  opwarmen: WarmUp,
  vraag: Question,
  notitie: NoteScreen,
  onderwerpen: Topics,
  opname: InTalk,
  stoppen: Stop,
  zorgen: Worry,
  betekenis: Meaning,
  voorlezen: ReadBack,
  afronden: Closing,
  wens: Wish,
  bedankt: Thanks,
  samenvatting: Summary,
  observatie: Observation,
  nabespreken: Debrief,
  klaar: Finish,
} as Record<string, unknown>;
