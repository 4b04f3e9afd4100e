import { expect, test } from 'vitest';
import { messageReader } from './events';

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
