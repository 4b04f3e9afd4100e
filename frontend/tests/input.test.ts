import { afterEach, describe, expect, test, vi } from 'vitest';
import { testMicrophone } from '../src/core';
import { openInput } from '../src/field/device/input';
import { TestClock } from './core/support/clock';
import { TestMicrophone } from './core/support/microphone';

afterEach(() => vi.unstubAllGlobals());

/** A browser that gives its microphone, and whose sound does or does not work. */
function browser(AudioContext: unknown) {
  const track = { readyState: 'live', stop: () => void (track.readyState = 'ended') };
  const stream = { getAudioTracks: () => [track], getTracks: () => [track] };
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: async () => stream } });
  vi.stubGlobal('AudioContext', AudioContext);
  return track;
}

class Working {
  state = 'running';
  createAnalyser = () => ({ fftSize: 0 });
  createMediaStreamSource = () => ({ connect: () => undefined });
  resume = async () => undefined;
  close = async () => undefined;
}

class TooMany {
  constructor() {
    throw new DOMException('the most contexts were made', 'NotSupportedError');
  }
}

class Refusing extends Working {
  override resume = () => Promise.reject(new DOMException('', 'InvalidStateError'));
}

describe('a microphone', () => {
  test.each([TooMany, Refusing])('is off again where it cannot be listened to', async (broken) => {
    const track = browser(broken);
    await expect(openInput()).rejects.toThrow(DOMException);
    expect(track.readyState).toBe('ended');
  });

  test('is off when it is closed', async () => {
    const track = browser(Working);
    const input = await openInput();
    expect(track.readyState).toBe('live');
    input.close();
    expect(track.readyState).toBe('ended');
  });

  test('is off after a test that could not record', async () => {
    const microphone = new TestMicrophone();
    const open = microphone.open.bind(microphone);
    microphone.open = async () => {
      const input = await open();
      input.record = () => {
        throw new DOMException('', 'NotSupportedError');
      };
      return input;
    };
    const trying = testMicrophone(microphone, new TestClock(), 3_000, () => undefined);
    await expect(trying).rejects.toThrow(DOMException);
    expect(microphone.input?.closed).toBe(true);
  });
});
