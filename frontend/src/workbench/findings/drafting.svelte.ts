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
  /** What the changes began from. */
  base: Input = $state.raw()!;
  readonly #order: number | undefined;
  readonly #counterInterview: string | undefined;

  constructor(finding?: Finding) {
    this.#order = finding?.order;
    this.#counterInterview = finding?.counterVoice?.interview;
    if (finding) this.#take(finding);
    this.base = this.input;
  }

  #take(finding: Input) {
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
    return JSON.stringify(this.input) !== JSON.stringify(this.base);
  }

  /** What is here now is what the server has. */
  keep(): void {
    this.base = this.input;
  }

  /** Begins from what the server has, with your changes merged into it. */
  resolve(theirs: Input, merged: Input): void {
    this.#take(theirs);
    this.base = this.input;
    this.#take(merged);
  }
}

/** The part of a finding that people write. */
export const inputOf = (finding: Finding): Input => new Drafting(finding).input;
