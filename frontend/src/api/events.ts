import { authorization, bearer, instead } from './session';

/** One message of the stream: its id (to go on from), its name and its data. */
export type Message = { id: string; event: string; data: string };

/** Splits what arrives of a text/event-stream into whole messages; the rest waits for more. */
export function messageReader(): (chunk: string) => Message[] {
  let rest = '';
  let id = '';
  return (chunk) => {
    rest += chunk;
    const blocks = rest.split(/\r\n\r\n|\n\n|\r\r/);
    rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      const message = parse(block, id);
      id = message.id;
      return message.data === '' && message.event === 'message' ? [] : [message];
    });
  };
}

function parse(block: string, lastId: string): Message {
  const message = { id: lastId, event: 'message', data: [] as string[] };
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'id') message.id = value;
    if (name === 'event') message.event = value;
    if (name === 'data') message.data.push(value);
  }
  return { ...message, data: message.data.join('\n') };
}

/** Milliseconds without a byte after which a stream is given up: the server sends one each 15 s. */
const patience = 45_000;

/**
 * Follows what happens in a project until the signal aborts; after a cut it goes
 * on where it was, waiting longer each time (1 to 30 s).
 */
export async function follow(
  project: string,
  listener: (message: Message) => void,
  signal: AbortSignal,
): Promise<void> {
  let last = '';
  let wait = 1;
  while (!signal.aborted) {
    try {
      for await (const message of messages(project, last, signal)) {
        last = message.id;
        wait = 1;
        listener(message);
      }
    } catch {
      if (signal.aborted) return;
    }
    await pause(wait, signal);
    wait = Math.min(wait * 2, 30);
  }
}

async function* messages(project: string, last: string, signal: AbortSignal) {
  const token = await bearer();
  if (!token) throw new Error('nobody is signed in');
  const headers = authorization(token);
  if (last) headers['Last-Event-ID'] = last;
  const response = await fetch(`/v1/projects/${project}/events`, { headers, signal });
  if (response.status === 401) await instead(token);
  if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
  const read = messageReader();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let step = await next(reader); !step.done; step = await next(reader)) {
      yield* read(step.value);
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** What arrives next; rejects when nothing does, as on a link that died without a word. */
function next(reader: ReadableStreamDefaultReader<string>) {
  return new Promise<ReadableStreamReadResult<string>>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('silence')), patience);
    void reader
      .read()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
