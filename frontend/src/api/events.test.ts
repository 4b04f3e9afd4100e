import { afterEach, expect, test, vi } from 'vitest';
import { follow, messageReader } from './events';

vi.mock('./session', () => ({
  bearer: () => Promise.resolve('token'),
  instead: () => Promise.resolve('token'),
  authorization: () => ({}),
}));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const whole = ': hello\n\nid: e-7\nevent: act\ndata: {"a":1}\n\ndata: two\ndata: lines\n\n';
const read = [
  { id: 'e-7', event: 'act', data: '{"a":1}' },
  { id: 'e-7', event: 'message', data: 'two\nlines' },
];

test('messages are read whole', () => {
  expect(messageReader()(whole)).toEqual(read);
});

test('any cut of the stream gives the same messages', () => {
  for (let cut = 0; cut <= whole.length; cut++) {
    const reader = messageReader();
    expect([...reader(whole.slice(0, cut)), ...reader(whole.slice(cut))]).toEqual(read);
  }
});

test('an unfinished message is kept back', () => {
  const reader = messageReader();
  expect(reader('data: half')).toEqual([]);
  expect(reader('\n\n')).toEqual([{ id: '', event: 'message', data: 'half' }]);
});

test('a stream that falls silent is asked for anew from where it was', async () => {
  vi.useFakeTimers();
  const asked: (string | undefined)[] = [];
  vi.stubGlobal('fetch', (_: string, { headers }: { headers: Record<string, string> }) => {
    asked.push(headers['Last-Event-ID']);
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(new TextEncoder().encode('id: e-7\ndata: one\n\n')),
    });
    return Promise.resolve(new Response(body));
  });
  const stop = new AbortController();
  const heard: string[] = [];
  void follow('p', (message) => heard.push(message.data), stop.signal);
  await vi.advanceTimersByTimeAsync(44_000);
  expect([asked, heard]).toEqual([[undefined], ['one']]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(asked).toEqual([undefined, 'e-7']);
  stop.abort();
});
