import type { Position, Stretch } from './pieces';
import { pointOf, unitOf } from './points';

/** The element that holds exactly the words of an utterance. */
const holder = (root: Element, utterance: string): Element | null =>
  root.querySelector(`[data-utterance="${utterance}"]`);

/** Where a node and offset of the page lie in the text; null outside of it. */
export function positionAt(root: Element, node: Node, offset: number): Position | null {
  const element = node instanceof Element ? node : node.parentElement;
  const words = element?.closest('[data-utterance]');
  if (!words || !root.contains(words)) return null;
  const before = document.createRange();
  before.setStart(words, 0);
  before.setEnd(node, offset);
  const text = words.textContent ?? '';
  return {
    utterance: words.getAttribute('data-utterance')!,
    offset: pointOf(text, before.toString().length),
  };
}

/** The place of the text under a point of the window. */
export function positionUnder(root: Element, x: number, y: number): Position | null {
  const caret = document.caretPositionFromPoint?.(x, y);
  if (caret) return positionAt(root, caret.offsetNode, caret.offset);
  // WebKit knew this before the standard did.
  const old = document as { caretRangeFromPoint?: (x: number, y: number) => Range | null };
  const range = old.caretRangeFromPoint?.(x, y);
  return range ? positionAt(root, range.startContainer, range.startOffset) : null;
}

/** What a person selected with mouse, finger or Shift and arrows; null for nothing. */
export function selectedIn(root: Element): Stretch | null {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const from = positionAt(root, range.startContainer, range.startOffset);
  const to = positionAt(root, range.endContainer, range.endOffset);
  return from && to ? { from, to } : null;
}

/** The stretch as a range of the page. */
export function rangeOf(root: Element, { from, to }: Stretch): Range | null {
  const start = spot(root, from);
  const end = spot(root, to);
  if (!start || !end) return null;
  const range = document.createRange();
  range.setStart(start.node, start.offset);
  range.setEnd(end.node, end.offset);
  return range;
}

function spot(root: Element, position: Position): { node: Text; offset: number } | null {
  const words = holder(root, position.utterance);
  if (!words) return null;
  let rest = unitOf(words.textContent ?? '', position.offset);
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode() as Text | null;
  while (node && rest > node.length) {
    rest -= node.length;
    node = walker.nextNode() as Text | null;
  }
  return node && { node, offset: Math.min(rest, node.length) };
}

/** A line of a stretch on the page, in px from the root. */
export type Line = { left: number; right: number; top: number; bottom: number };

/** The lines a range covers, from top to bottom, seen from the root. */
export function linesOf(root: Element, range: Range): Line[] {
  const origin = root.getBoundingClientRect();
  const lines: Line[] = [];
  for (const rect of rectsOf(root, range)) {
    if (rect.width < 1) continue;
    const line = {
      left: rect.left - origin.left,
      right: rect.right - origin.left,
      top: rect.top - origin.top,
      bottom: rect.bottom - origin.top,
    };
    const last = lines.at(-1);
    if (last && Math.abs(last.bottom - line.bottom) < 8) {
      last.left = Math.min(last.left, line.left);
      last.right = Math.max(last.right, line.right);
      last.top = Math.min(last.top, line.top);
    } else lines.push(line);
  }
  return lines;
}

/** Boxes of the words in a range; the numbers beside them are no part of it. */
function* rectsOf(root: Element, range: Range): Generator<DOMRect> {
  for (const words of root.querySelectorAll('[data-utterance]')) {
    if (!range.intersectsNode(words)) continue;
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (range.intersectsNode(node)) yield* boxesOf(node as Text, range);
  }
}

/** The boxes of a piece, with the shape at its start when all of it is in the range. */
function boxesOf(node: Text, range: Range): DOMRectList {
  const part = document.createRange();
  part.selectNodeContents(node);
  const begins = range.comparePoint(node, 0) < 0;
  const ends = range.comparePoint(node, node.length) > 0;
  if (!begins && !ends) return node.parentElement!.getClientRects();
  if (begins) part.setStart(range.startContainer, range.startOffset);
  if (ends) part.setEnd(range.endContainer, range.endOffset);
  return part.getClientRects();
}

/** One outline round all lines, as the path of a drawing. */
export function outline(lines: readonly Line[]): string {
  if (lines.length === 0) return '';
  const right = lines.flatMap((line, index) => {
    const top = index === 0 ? line.top : middle(lines[index - 1]!, line);
    const bottom = index === lines.length - 1 ? line.bottom : middle(line, lines[index + 1]!);
    return [
      [line.right + 3, top],
      [line.right + 3, bottom],
    ];
  });
  const left = lines.toReversed().flatMap((line, index, reversed) => {
    const bottom = index === 0 ? line.bottom : middle(line, reversed[index - 1]!);
    const top = index === reversed.length - 1 ? line.top : middle(reversed[index + 1]!, line);
    return [
      [line.left - 3, bottom],
      [line.left - 3, top],
    ];
  });
  return `M${[...right, ...left].map((point) => point.map(Math.round).join(' ')).join('L')}z`;
}

const middle = (above: Line, below: Line) => (above.bottom + below.top) / 2;
