import { untrack } from 'svelte';
import { api, data, type Schemas } from '../../api/client';
import { newID } from '../../core/id';
import { kindName } from '../../ui/kind';
import { locale } from '../../ui/locale.svelte';
import { explain } from '../../ui/problem';
import { toast } from '../../ui/toasts.svelte';
import { History } from '../acts/history.svelte';
import { guideOf, type Guide } from '../interviews/guide';
import { tagged } from '../live.svelte';
import type { OpenProject } from '../project.svelte';
import {
  orderOf,
  spansByUtterance,
  stretchOf,
  type Coding,
  type Position,
  type Stretch,
  type Utterance,
  trimmed,
} from './pieces';
import { countBy } from './count';
import { heardOf, overlaps, type Heard } from './heard';
import { topicPlaces, topicsOf } from './topics';
import { keepPlace, placeIn } from './place';
import { keepRecent, recentCodes, remembered } from './recents';

export type Kind = Schemas['Kind'];
export type Code = Schemas['Code'];
type Input = Schemas['CodingInput'];

/** A text with its codings and what somebody is doing with it. */
export class Desk {
  interview: Schemas['Interview'] = $state.raw()!;
  text: Schemas['Text'] = $state.raw()!;
  /** The state of the text on the server: whoever writes it must have seen that one. */
  etag = $state('');
  codings: Coding[] = $state.raw([]);
  codes: Code[] = $state.raw([]);
  guide: Guide | null = $state.raw(null);

  /** The chosen words. */
  chosen: Stretch | null = $state.raw(null);
  /** The chosen stretch of sound; never beside chosen words. */
  heard: Heard | null = $state.raw(null);
  /** The coding that the keys for the kind work on. */
  current: string | null = $state(null);
  /** A code that was picked for the chosen words and still needs its kind. */
  pending: Code | null = $state.raw(null);
  /** A kind picked before the code. */
  kind: Kind | null = $state(null);
  read = $state(0);
  saving = $state(0);
  recent: string[] = $state.raw([]);
  readonly history = new History();

  readonly order = $derived(orderOf(this.text.utterances));
  readonly topics = $derived(topicsOf(this.interview, this.guide, locale()));
  readonly places = (startOf: (part: number) => number | undefined) =>
    topicPlaces(this.interview.moments ?? [], this.text.utterances, startOf);
  readonly spans = $derived(spansByUtterance(this.text.utterances, this.order, this.codings));
  readonly sentences = $derived(this.text.utterances.flatMap(sentencesOf));
  readonly byCode = $derived(countBy(this.codings, (coding) => coding.code));
  /** What a code would be given to: words, sound, or nothing yet. */
  readonly place: Stretch | Heard | null = $derived(this.chosen ?? this.heard);
  /** Codings on what is chosen, those of others too. */
  readonly here = $derived(this.codings.filter((coding) => this.#touches(coding)));

  constructor(
    readonly project: OpenProject,
    loaded: Loaded,
  ) {
    this.take(loaded);
    this.recent = recentCodes(project);
    const place = placeIn(project);
    if (place?.interview === loaded.interview.id) this.#resume(place.sentence, place.read);
  }

  /** Takes what the server has now. */
  take(loaded: Loaded): void {
    this.interview = loaded.interview;
    this.text = loaded.text;
    this.etag = loaded.etag;
    this.codings = loaded.codings;
    this.codes = loaded.codes;
    this.guide = loaded.guide;
  }

  #resume(sentence: number, read: number) {
    this.read = read;
    this.chosen = this.sentences[sentence] ?? null;
  }

  get mayCode(): boolean {
    return this.project.may('researcher', 'lead');
  }

  codeOf(id: string): Code | undefined {
    return this.codes.find((code) => code.id === id);
  }

  labelOf(id: string): string {
    return this.codeOf(id)?.label ?? id;
  }

  /** Codes that can be given, those with a digit first. */
  readonly pinned = $derived.by(() => {
    const usable = this.codes.filter((code) => code.status === 'active' && code.group !== '');
    const used = usable.toSorted(
      (a, b) => (this.byCode.get(b.id) ?? 0) - (this.byCode.get(a.id) ?? 0),
    );
    const recent = this.recent.flatMap((id) => usable.find((code) => code.id === id) ?? []);
    return [...recent, ...used.filter((code) => !recent.includes(code))].slice(0, 9);
  });

  // ---- choosing words ----

  /** Chooses words; what was picked for other words is forgotten. */
  choose(stretch: Stretch | null): void {
    this.#chose(stretch, null);
    if (stretch) this.#keepPlace(stretch);
  }

  /** Chooses a stretch of sound. */
  hear(heard: Heard): void {
    this.#chose(null, heard);
  }

  #chose(chosen: Stretch | null, heard: Heard | null) {
    this.chosen = chosen;
    this.heard = heard;
    this.pending = null;
    this.kind = null;
    this.current = untrack(() => this.here[0]?.id ?? null);
  }

  /** Chooses the words or the sound of a coding, to change it. */
  chooseCoding(coding: Coding): void {
    const heard = heardOf(coding);
    if (heard) this.hear(heard);
    else this.choose(stretchOf(coding));
    this.current = coding.id;
  }

  /** The sentence in which a position lies; the last one when it is behind the words. */
  sentenceAt(position: Position): Stretch | null {
    const inside = this.sentences.filter(({ from }) => from.utterance === position.utterance);
    return inside.find(({ to }) => position.offset < to.offset) ?? inside.at(-1) ?? null;
  }

  /** One sentence on or back; with `extend` the choice grows or shrinks at its end. */
  step(by: 1 | -1, extend: boolean): void {
    const at = this.chosen ? this.#indexOf(extend ? this.chosen.to : this.chosen.from, extend) : -1;
    const next = this.sentences[Math.min(Math.max(at + by, 0), this.sentences.length - 1)];
    if (!next) return;
    if (!extend || !this.chosen) this.choose(next);
    else if (this.#compare(this.chosen.from, next.to) < 0)
      this.choose({ from: this.chosen.from, to: next.to });
  }

  /** The place of the sentence that begins (or ends) at or before a position. */
  #indexOf(position: Position, end: boolean): number {
    return this.sentences.findLastIndex((sentence) =>
      end
        ? this.#compare(sentence.from, position) < 0
        : this.#compare(sentence.from, position) <= 0,
    );
  }

  #compare(a: Position, b: Position): number {
    return (
      (this.order.get(a.utterance) ?? 0) - (this.order.get(b.utterance) ?? 0) || a.offset - b.offset
    );
  }

  /** The same stretch with its ends the right way round; null when it is empty. */
  ordered(a: Position, b: Position): Stretch | null {
    const order = this.#compare(a, b);
    if (order === 0) return null;
    const stretch = order < 0 ? { from: a, to: b } : { from: b, to: a };
    return trimmed(stretch, this.text.utterances, this.order);
  }

  #touches(coding: Coding): boolean {
    const heard = heardOf(coding);
    if (heard || this.heard)
      return heard !== null && this.heard !== null && overlaps(heard, this.heard);
    const stretch = stretchOf(coding);
    if (!this.chosen || !stretch) return false;
    return (
      this.#compare(stretch.from, this.chosen.to) < 0 &&
      this.#compare(this.chosen.from, stretch.to) < 0
    );
  }

  #keepPlace(stretch: Stretch) {
    const sentence = Math.max(0, this.#indexOf(stretch.from, false));
    this.read = Math.max(this.read, sentence + 1);
    const { id } = this.interview;
    const of = this.sentences.length;
    keepPlace(this.project, {
      interview: id,
      utterance: stretch.from.utterance,
      sentence,
      read: this.read,
      of,
    });
  }

  // ---- coding ----

  /** Gives what is chosen a code; it is kept once its kind is known. */
  pick(code: Code): void {
    if (!this.place || !this.mayCode) return;
    this.pending = code;
    if (this.kind) void this.setKind(this.kind);
  }

  /** Says what is said there: for the code that waits for it, else for the current coding. */
  async setKind(kind: Kind): Promise<void> {
    const coding = this.codings.find(({ id }) => id === this.current);
    if (this.pending && this.place) await this.#add(this.pending, kind, this.place);
    else if (coding) await this.change(coding, { kind });
    else if (this.place) this.kind = this.kind === kind ? null : kind;
  }

  async #add(code: Code, kind: Kind, anchor: Stretch | Heard): Promise<void> {
    const id = newID();
    const input: Input = { interview: this.interview.id, code: code.id, kind, anchor };
    const put = () => this.#put(id, input);
    if (!(await this.#try(put))) return;
    this.pending = null;
    this.kind = null;
    this.current = id;
    this.recent = remembered(this.recent, code.id);
    keepRecent(this.project, this.recent);
    this.history.did({
      what: `${code.label}, ${kindName(kind)}`,
      undo: () => this.#drop(id),
      redo: put,
    });
  }

  /** Changes kind, code, words or remark of a coding; false when that was not kept. */
  async change(coding: Coding, change: Partial<Input>): Promise<boolean> {
    const was = inputOf(coding);
    const will = { ...was, ...change };
    const put = () => this.#put(coding.id, will);
    if (!(await this.#try(put))) return false;
    const what = `${this.labelOf(will.code)}, ${kindName(will.kind)}`;
    this.history.did({ what, undo: () => this.#put(coding.id, was), redo: put });
    return true;
  }

  /** Takes a coding away. */
  async remove(coding: Coding): Promise<void> {
    const drop = () => this.#drop(coding.id);
    if (!(await this.#try(drop))) return;
    const input = inputOf(coding);
    this.history.did({
      what: this.labelOf(coding.code),
      undo: () => this.#put(coding.id, input),
      redo: drop,
    });
  }

  async #put(id: string, body: Input): Promise<void> {
    // A key of its own each time: doing again after undoing is a new act.
    const params = {
      path: { project: this.project.id, coding: id },
      header: { 'Idempotency-Key': newID() },
    };
    const coding = await data(api.PUT('/projects/{project}/codings/{coding}', { params, body }));
    this.codings = [...this.codings.filter((other) => other.id !== id), coding];
  }

  async #drop(id: string): Promise<void> {
    const params = {
      path: { project: this.project.id, coding: id },
      header: { 'Idempotency-Key': newID() },
    };
    await data(api.DELETE('/projects/{project}/codings/{coding}', { params }));
    this.codings = this.codings.filter((other) => other.id !== id);
    if (this.current === id) this.current = this.here[0]?.id ?? null;
  }

  async #try(act: () => Promise<void>): Promise<boolean> {
    this.saving++;
    try {
      await act();
      return true;
    } catch (error) {
      toast(explain(error));
      return false;
    } finally {
      this.saving--;
    }
  }
}

export type Loaded = {
  interview: Schemas['Interview'];
  text: Schemas['Text'];
  etag: string;
  codings: Coding[];
  codes: Code[];
  guide: Guide | null;
};

/** Reads everything a desk shows. */
export async function loadDesk(project: string, interview: string): Promise<Loaded> {
  const params = { path: { project, interview } };
  const [line, text, codings, codes] = await Promise.all([
    data(api.GET('/projects/{project}/interviews/{interview}', { params })),
    tagged(api.GET('/projects/{project}/interviews/{interview}/text', { params })),
    data(api.GET('/projects/{project}/interviews/{interview}/codings', { params })),
    data(api.GET('/projects/{project}/codes', { params: { path: { project } } })),
  ]);
  return {
    interview: line,
    text: text.data,
    etag: text.etag,
    codings: codings.items,
    codes: codes.items,
    guide: await guideOf(project, line.guide),
  };
}

function inputOf({ interview, code, kind, anchor, note, talkFirst }: Coding): Input {
  return { interview, code, kind, anchor, ...(note && { note }), ...(talkFirst && { talkFirst }) };
}

const sentencesOf = (utterance: Utterance): Stretch[] =>
  utterance.sentences.map(([from = 0, to = 0]) => ({
    from: { utterance: utterance.id, offset: from },
    to: { utterance: utterance.id, offset: to },
  }));
