/** An open microphone: MediaRecorder, with an analyser that measures loudness. */
import type { ChunkListener, Input, Recording, Take } from '../../core';

export async function openInput(): Promise<Input> {
  const session = (navigator as { audioSession?: { type: string } }).audioSession;
  if (session) session.type = 'play-and-record';
  const audio = {
    channelCount: 1,
    echoCancellation: false,
    noiseSuppression: true,
    autoGainControl: true,
  };
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  try {
    const input = new BrowserInput(stream);
    await input.ready();
    return input;
  } catch (error) {
    turnOff(stream); // else it stays on, and nobody is left to close it
    throw error;
  }
}

function turnOff(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

class BrowserInput implements Input {
  readonly #stream: MediaStream;
  readonly #track: MediaStreamTrack;
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  /** A third of a second: most of what a look at the loudness is for. */
  readonly #samples = new Float32Array(16_384);

  constructor(stream: MediaStream) {
    this.#stream = stream;
    this.#track = stream.getAudioTracks()[0]!;
    this.#analyser.fftSize = this.#samples.length;
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
  }

  /** The context runs a moment after it was made, or not at all without a tap. */
  async ready(): Promise<void> {
    await Promise.race([
      this.#context.resume(),
      new Promise((resolve) => setTimeout(resolve, 1_000)),
    ]);
  }

  health(): ReturnType<Input['health']> {
    if (this.#track.readyState === 'ended') return 'ended';
    if (this.#track.muted) return 'muted';
    if (this.#context.state === 'running') return 'well';
    void this.#context.resume();
    return 'suspended';
  }

  level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const sum = this.#samples.reduce((all, sample) => all + sample * sample, 0);
    return Math.min(1, Math.sqrt(sum / this.#samples.length));
  }

  onChange(call: () => void): void {
    for (const event of ['mute', 'unmute', 'ended']) this.#track.addEventListener(event, call);
    this.#context.addEventListener('statechange', call);
  }

  record(how: Recording, chunk: ChunkListener, began: () => void): Take {
    const options = { mimeType: how.mime, audioBitsPerSecond: how.bitsPerSecond };
    const recorder = new MediaRecorder(this.#stream, options);
    recorder.ondataavailable = ({ data }) => chunk(data.size, data.arrayBuffer());
    recorder.onstart = began;
    recorder.start(how.timeslice);
    return {
      pause: () => recorder.state === 'recording' && recorder.pause(),
      resume: () => recorder.state === 'paused' && recorder.resume(),
      stop: () => stopped(recorder),
    };
  }

  close(): void {
    turnOff(this.#stream);
    void this.#context.close();
  }
}

/** The last chunk is announced before "stop"; a recorder that died by itself has stopped already. */
function stopped(recorder: MediaRecorder): Promise<void> {
  if (recorder.state === 'inactive') return Promise.resolve();
  return new Promise((resolve) => {
    recorder.addEventListener('stop', () => resolve(), { once: true });
    recorder.stop();
  });
}
