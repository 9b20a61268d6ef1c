// The playhead: it runs along the trace, with the video in step once both show one common instant.

const USUAL_FRAME_S = 1 / 30;
const FRAMES_LEARNT = 25;

export class Player {
  constructor(video, durationS) {
    this.video = video;
    this.durationS = durationS;
    this.t = 0;
    this.speed = 1;
    this.isPlaying = false;
    this.offset = null; // where in the recording the video begins, s; null: not known
    this.frameS = USUAL_FRAME_S;
    this.isByVideo = false;
    this.lastMs = null;
    this.onChange = () => {};
    this.onTrouble = () => {};
    video.addEventListener("play", () => this.heard(true));
    video.addEventListener("pause", () => this.heard(false));
    video.addEventListener("seeking", () => this.wasSought());
    video.addEventListener("error", () => {
      if (!video.hasAttribute("src")) return;
      this.close();
      this.onTrouble("this browser cannot show that video: an MP4 with H.264 is what all of them show");
    });
  }

  get hasVideo() { return this.video.hasAttribute("src"); }

  get isLinked() { return this.hasVideo && this.offset !== null; }

  get isWaiting() { return this.hasVideo && this.offset === null; }

  // Whether the video shows what the playhead stands at.
  get isFilmed() { return this.isLinked && this.isWithinVideo(); }

  load(file) {
    this.close();
    this.video.src = URL.createObjectURL(file);
    this.video.playbackRate = this.speed;
    this.frameS = USUAL_FRAME_S;
    this.learnFrames();
    this.onChange();
  }

  close() {
    this.pause();
    this.offset = null;
    if (this.hasVideo) URL.revokeObjectURL(this.video.src);
    this.video.removeAttribute("src");
    this.onChange();
  }

  // What the video shows now is what the playhead stands at.
  link() {
    this.begin(Math.round((this.t - this.video.currentTime) * 1000) / 1000);
  }

  begin(offset) {
    this.pause();
    this.offset = offset;
    this.seek(this.t);
  }

  unlink() {
    this.pause();
    this.offset = null;
    this.onChange();
  }

  seek(t) {
    this.t = Math.min(Math.max(0, t), this.durationS);
    if (this.isLinked) {
      const at = this.videoTime();
      if (Math.abs(this.video.currentTime - at) > 1e-4) this.video.currentTime = at;
      if (this.isByVideo && !this.isWithinVideo()) this.isByVideo = false;
    }
    this.onChange();
  }

  // By frames; a video that is not in step yet moves alone.
  step(frames) {
    this.pause();
    if (this.isWaiting) this.video.currentTime = Math.max(0, this.video.currentTime + frames * this.frameS);
    else this.seek(this.t + frames * this.frameS);
  }

  set pace(speed) {
    this.speed = speed;
    this.video.defaultPlaybackRate = speed;
    this.video.playbackRate = speed;
    this.onChange();
  }

  toggle() {
    if (this.isWaiting) {
      if (this.video.paused) this.start();
      else this.video.pause();
    } else if (this.isPlaying) this.pause();
    else this.play();
  }

  play() {
    if (this.t >= this.durationS) this.seek(0);
    this.isPlaying = true;
    this.lastMs = null;
    this.isByVideo = this.isFilmed;
    if (this.isByVideo) this.start();
    this.onChange();
  }

  pause() {
    const wasByVideo = this.isByVideo;
    this.isPlaying = false;
    this.isByVideo = false;
    if (this.hasVideo && !this.video.paused) this.video.pause();
    if (wasByVideo) this.t = Math.min(this.video.currentTime + this.offset, this.durationS);
    this.onChange();
  }

  start() {
    this.video.play().catch((fault) => {
      if (fault.name !== "AbortError") this.onTrouble("the video does not play");
    });
  }

  // Called before every picture, and before a mark is set at the playhead.
  tick(ms) {
    if (!this.isPlaying) return;
    if (this.isByVideo) {
      this.t = this.video.currentTime + this.offset;
    } else {
      this.t += this.lastMs === null ? 0 : Math.max(0, ms - this.lastMs) / 1000 * this.speed;
      if (this.isFilmed) {
        this.isByVideo = true;
        this.video.currentTime = this.videoTime();
        this.start();
      }
    }
    this.lastMs = ms;
    if (this.t >= this.durationS) {
      this.t = this.durationS;
      this.pause();
    }
    this.onChange();
  }

  videoTime() {
    return Math.min(Math.max(0, this.t - this.offset), this.video.duration || Infinity);
  }

  isWithinVideo() {
    const at = this.t - this.offset;
    return at >= 0 && !(at >= this.video.duration);
  }

  // By the video's own buttons, or at its end.
  heard(isPlaying) {
    if (!this.isLinked || isPlaying === this.isPlaying) return;
    if (!isPlaying) {
      if (this.isByVideo) this.pause();
      return;
    }
    this.isPlaying = true;
    this.isByVideo = true;
    this.onChange();
  }

  wasSought() {
    if (!this.isLinked || this.isByVideo) return;
    if (Math.abs(this.video.currentTime - this.videoTime()) > 0.002) this.seek(this.video.currentTime + this.offset);
  }

  learnFrames() {
    const { video } = this;
    if (!video.requestVideoFrameCallback) return;
    const source = video.src;
    const lengths = [];
    let last = null;
    const learn = (_, frame) => {
      if (video.src !== source) return;
      const frames = last ? frame.presentedFrames - last.presentedFrames : 0;
      const length = frames === 1 ? frame.mediaTime - last.mediaTime : 0;
      if (length > 0.002 && length < 0.2 && !video.paused) lengths.push(length);
      last = frame;
      if (lengths.length) this.frameS = lengths.toSorted((a, b) => a - b)[lengths.length >> 1];
      if (lengths.length < FRAMES_LEARNT) video.requestVideoFrameCallback(learn);
    };
    video.requestVideoFrameCallback(learn);
  }
}
