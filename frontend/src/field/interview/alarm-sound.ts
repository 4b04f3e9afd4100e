/** Makes an alarm heard and felt: the phone may lie on the table, or in a hand that holds another app. */

const again = 2_000;
const tones = [0, 0.25, 0.5];
const shake = [400, 200, 400];

let context: AudioContext | undefined;

/** At the tap that begins a recording: without a tap browsers let nothing be heard. */
export function prepareAlarm(): void {
  context ??= new AudioContext();
  void context.resume();
}

/**
 * Three tones every two seconds, and the phone shakes, until somebody touches the
 * screen or presses a key; the result ends it. `quiet` only shakes.
 */
export function soundAlarm(quiet = false): () => void {
  const ring = () => {
    navigator.vibrate?.(shake);
    if (!quiet) play();
  };
  ring();
  const timer = setInterval(ring, again);
  const end = () => {
    clearInterval(timer);
    navigator.vibrate?.(0);
    for (const event of ['pointerdown', 'keydown']) removeEventListener(event, end);
  };
  for (const event of ['pointerdown', 'keydown']) addEventListener(event, end);
  return end;
}

function play(): void {
  prepareAlarm();
  for (const at of tones) tone(context!, context!.currentTime + at);
}

function tone(context: AudioContext, at: number): void {
  const source = context.createOscillator();
  const volume = context.createGain();
  volume.gain.value = 0.3;
  source.frequency.value = 880;
  source.connect(volume).connect(context.destination);
  source.start(at);
  source.stop(at + 0.15);
}

const tag = 'recording-alarm';

/** Says it over other apps too, where that was allowed; the result takes it away. */
export function announceAlarm(title: string, body: string): () => void {
  const allowed = 'Notification' in window && Notification.permission === 'granted';
  if (!allowed || !document.hidden) return () => undefined;
  const ready = navigator.serviceWorker.ready;
  void ready.then((worker) => worker.showNotification(title, { body, tag })).catch(() => undefined);
  return () =>
    void ready
      .then((worker) => worker.getNotifications({ tag }))
      .then((shown) => shown.forEach((one) => one.close()))
      .catch(() => undefined);
}
