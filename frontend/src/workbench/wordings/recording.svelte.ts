/** A voice that is being recorded at the desk, a minute at most; it stays in this page until it is kept. */

/** What most phones play comes first. */
const kinds = ['audio/mp4;codecs=mp4a.40.2', 'audio/webm;codecs=opus', 'audio/mp4', 'audio/webm'];

/** Seconds. */
export const longest = 60;

const bitsPerSecond = 48_000;

export class VoiceRecording {
  /** Milliseconds recorded so far. */
  elapsed = $state(0);
  /** Loudness now, 0 to 1. */
  level = $state(0);
  readonly #stream: MediaStream;
  readonly #recorder: MediaRecorder;
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #chunks: Blob[] = [];
  readonly #began = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;
  /** The sound, once it has ended. */
  readonly sound: Promise<Blob>;

  /** Asks for the microphone; rejects when it is refused or not there. */
  static async begin(): Promise<VoiceRecording> {
    const audio = { channelCount: 1, noiseSuppression: true, autoGainControl: true };
    return new VoiceRecording(await navigator.mediaDevices.getUserMedia({ audio }));
  }

  private constructor(stream: MediaStream) {
    this.#stream = stream;
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    const mimeType = kinds.find((kind) => MediaRecorder.isTypeSupported(kind));
    const how = { audioBitsPerSecond: bitsPerSecond, ...(mimeType && { mimeType }) };
    this.#recorder = new MediaRecorder(stream, how);
    this.#recorder.ondataavailable = ({ data }) => this.#chunks.push(data);
    this.sound = new Promise((resolve) => {
      this.#recorder.onstop = () => {
        this.#close();
        resolve(new Blob(this.#chunks, { type: this.#recorder.mimeType }));
      };
    });
    this.#recorder.start();
    this.#timer = setInterval(() => this.#measure(), 100);
  }

  #measure(): void {
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((all, sample) => all + sample * sample, 0) / samples.length;
    this.level = Math.min(1, Math.sqrt(power * 3));
    this.elapsed = performance.now() - this.#began;
    if (this.elapsed >= longest * 1000) this.stop();
  }

  stop(): void {
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
  }

  #close(): void {
    clearInterval(this.#timer);
    for (const track of this.#stream.getTracks()) track.stop();
    void this.#context.close();
  }
}
