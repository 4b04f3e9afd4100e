import type { Schemas } from '../../api/client';

export type Finding = Schemas['Finding'];
type Input = Schemas['FindingInput'];
type Verdict = Schemas['Verdict'];
type Owner = Schemas['Owner'];

/** A finding while somebody writes it. */
export class Drafting {
  title = $state('');
  sentence = $state('');
  kind: Verdict[] = $state([]);
  codes: string[] = $state([]);
  evidence: string[] = $state([]);
  owners: Owner[] = $state([]);
  policyThemes: string[] = $state([]);
  counterVoice = $state('');
  important = $state('');
  glance = $state('');
  glanceSentence = $state('');
  #saved = $state('');
  readonly #order: number | undefined;
  readonly #counterInterview: string | undefined;

  constructor(finding?: Finding) {
    this.#order = finding?.order;
    this.#counterInterview = finding?.counterVoice?.interview;
    if (finding) this.#take(finding);
    this.#saved = JSON.stringify(this.input);
  }

  #take(finding: Finding) {
    this.title = finding.title;
    this.sentence = finding.sentence;
    this.kind = [finding.kind];
    this.codes = finding.codes;
    this.evidence = finding.evidence;
    this.owners = finding.owners;
    this.policyThemes = finding.policyThemes;
    this.counterVoice = finding.counterVoice?.text ?? '';
    this.important = finding.important ?? '';
    this.glance = finding.glance ? String(finding.glance) : '';
    this.glanceSentence = finding.glanceSentence ?? '';
  }

  /** What is sent. A kind that was not chosen is left to the server to refuse. */
  get input(): Input {
    const counter = this.counterVoice.trim();
    const interview = this.#counterInterview;
    return {
      title: this.title,
      sentence: this.sentence,
      kind: this.kind[0] as Verdict,
      codes: this.codes,
      evidence: this.evidence,
      owners: this.owners,
      policyThemes: this.policyThemes,
      ...(counter && { counterVoice: { text: counter, ...(interview && { interview }) } }),
      ...(this.important.trim() && { important: this.important.trim() }),
      ...(this.glance && { glance: Number(this.glance) }),
      ...(this.glance &&
        this.glanceSentence.trim() && { glanceSentence: this.glanceSentence.trim() }),
      ...(this.#order !== undefined && { order: this.#order }),
    };
  }

  get changed(): boolean {
    return JSON.stringify(this.input) !== this.#saved;
  }

  /** What is here now is what the server has. */
  keep(): void {
    this.#saved = JSON.stringify(this.input);
  }
}
