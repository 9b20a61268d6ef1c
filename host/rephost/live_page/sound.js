// What is heard: spoken numbers, or tones where the browser cannot speak; a metronome; the rest's end.

export const MODES = ["count", "tempo", "slow-down", "quiet"];
const CLOSE_PCT = 5;
const SPEECH_STARTS_MS = 900;
const LEAST_BETWEEN_S = 0.3; // Two ticks nearer to each other sound like one.
const SOON_S = 0.02; // What begins this very moment loses its beginning.
const PITCH_HZ = [520, 390, 780, 620]; // down, bottom, up, top

export class Sound {
  constructor(onChange) {
    this.onChange = onChange;
    this.mode = "count";
    this.canSpeak = "speechSynthesis" in window && "SpeechSynthesisUtterance" in window;
    this.ticks = [];
    this.beat = null;
    this.told = null;
    this.isTapped = false;
    if (this.canSpeak) speechSynthesis.getVoices(); // asks for them: they come later
    try {
      this.context = new AudioContext();
      this.context.addEventListener("statechange", () => {
        if (this.isRunning) this.isTapped = false; // what stops it later, a call say, needs another tap
        onChange();
      });
    } catch {
      this.context = null;
    }
  }

  get needsTap() {
    return this.mode !== "quiet" && this.context !== null && !this.isRunning && !this.isTapped;
  }

  // Browsers make no sound before the page is touched.
  async unlock() {
    if (this.mode === "quiet" || this.context === null || this.isRunning) return;
    const resumed = this.context.resume().catch(() => {});
    if (navigator.userActivation?.hasBeenActive) {
      this.isTapped = true; // a machine without a loudspeaker never begins: a second tap is of no use
      this.onChange();
    }
    await resumed;
    if (this.canSpeak && !this.isPrimed) {
      this.isPrimed = true;
      const silent = new SpeechSynthesisUtterance(" ");
      silent.volume = 0;
      speechSynthesis.speak(silent);
    }
  }

  set(mode) {
    this.mode = mode;
    this.still();
    this.onChange();
  }

  rep(number, isLast) {
    if (this.mode === "count") this.speak(String(number), () => this.tones(isLast ? [880, 1170] : [880]));
  }

  corrected(number) {
    if (this.mode === "count") this.speak(`No, ${number}`, () => this.tones([330, 330]));
  }

  setDone() {
    if (this.mode !== "quiet") this.tones([660, 880, 1320], 0.25);
  }

  restNear() {
    if (this.mode !== "quiet") this.tones([660]);
  }

  restOver() {
    if (this.mode !== "quiet") this.tones([880, 880, 1320]);
  }

  // Silent until the slow-down is within five points of the limit, then after every rep.
  slowdown(key, pct, limit) {
    if (this.mode !== "slow-down" || pct === null || limit === null || key === this.told) return;
    if (pct < limit - CLOSE_PCT) return;
    this.told = key;
    const isOver = pct >= limit;
    const words = isOver ? `Stop. ${Math.round(pct)} percent` : `Close. ${Math.round(pct)} percent`;
    this.speak(words, () => this.tones(isOver ? [330, 330, 330] : [440, 440]));
  }

  // One rep's beat: began is how many seconds ago its lowering began, tempo the four phases in seconds.
  metronome(key, began, tempo) {
    if (this.mode !== "tempo" || key === this.beat || !tempo || !this.isRunning) return;
    this.still();
    this.beat = key;
    const now = this.context.currentTime;
    const beats = tempo.flatMap((seconds, phase) => Array.from({ length: seconds }, (_, second) => ({ phase, second })));
    beats.forEach(({ phase, second }, i) => {
      const when = now - began + i;
      // A phase is known a little after it began: its tick then comes at once, if the next is not as near.
      if (when + 1 - now < LEAST_BETWEEN_S) return;
      this.ticks.push(this.tone(when, PITCH_HZ[phase], 0.07, second ? 0.18 : 0.5));
    });
  }

  still() {
    for (const tick of this.ticks) tick.stop();
    this.ticks = [];
    this.beat = null;
  }

  get isRunning() {
    return this.context?.state === "running";
  }

  tones(pitches, gain = 0.5) {
    if (!this.isRunning) return;
    pitches.forEach((hz, i) => this.tone(this.context.currentTime + i * 0.16, hz, 0.13, gain));
  }

  tone(when, hz, length, gain) {
    const start = Math.max(when, this.context.currentTime + SOON_S);
    const source = new OscillatorNode(this.context, { frequency: hz, type: "triangle" });
    const volume = new GainNode(this.context, { gain: 0 });
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(gain, start + 0.008);
    volume.gain.exponentialRampToValueAtTime(0.001, start + length);
    source.connect(volume).connect(this.context.destination);
    source.start(start);
    source.stop(start + length + 0.02);
    return source;
  }

  // Says words, or does otherwise where nothing is heard of them.
  speak(words, otherwise) {
    if (!this.canSpeak || !speechSynthesis.getVoices().length) {
      otherwise();
      return;
    }
    speechSynthesis.cancel();
    const said = new SpeechSynthesisUtterance(words);
    said.lang = "en";
    said.rate = 1.15;
    const late = setTimeout(() => {
      this.canSpeak = false;
      otherwise();
    }, SPEECH_STARTS_MS);
    said.onstart = () => clearTimeout(late);
    said.onend = () => clearTimeout(late);
    said.onerror = (event) => {
      clearTimeout(late);
      if (event.error !== "canceled" && event.error !== "interrupted") otherwise();
    };
    speechSynthesis.speak(said);
  }
}
