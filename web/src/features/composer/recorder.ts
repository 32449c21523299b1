/** The microphone into a file. */
import { type Signal, signal } from "@preact/signals";
import { withDuration } from "./webm.ts";

const KINDS = [
  ["audio/webm;codecs=opus", "webm"],
  ["audio/mp4", "m4a"],
  ["audio/ogg;codecs=opus", "ogg"],
] as const;
const LONGEST = 30 * 60_000; // milliseconds
const STEP = 80; // milliseconds between two bars of the meter
const BARS = 48;

export class Recorder {
  readonly milliseconds: Signal<number> = signal(0);
  /** How loud it was, from 0 to 1, the latest last. */
  readonly levels: Signal<readonly number[]> = signal([]);
  private readonly stream: MediaStream;
  private readonly media: MediaRecorder;
  private readonly suffix: string;
  private readonly parts: Blob[] = [];
  private readonly meter: Meter;
  private readonly startedAt = performance.now();
  private readonly timer: ReturnType<typeof setInterval>;

  /** Ask for the microphone, and begin. Raises what `getUserMedia` raises, and what a browser does that records nothing. */
  static async start(): Promise<Recorder> {
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    try {
      return new Recorder(stream);
    } catch (problem) {
      release(stream);
      throw problem;
    }
  }

  private constructor(stream: MediaStream) {
    const [mimeType, suffix] = KINDS.find(([kind]) => MediaRecorder.isTypeSupported(kind)) ?? ["", "webm"];
    this.stream = stream;
    this.suffix = suffix;
    this.media = new MediaRecorder(stream, { ...(mimeType ? { mimeType } : {}), audioBitsPerSecond: 32_000 });
    this.media.ondataavailable = (event) => this.parts.push(event.data);
    this.meter = new Meter(stream);
    this.timer = setInterval(() => this.step(), STEP);
    this.media.start(1000);
  }

  /** The recording as a file; null if it is too short to be one. */
  async stop(name: string): Promise<File | null> {
    const length = this.milliseconds.peek();
    await this.end();
    const type = this.media.mimeType.split(";")[0] ?? "";
    const whole = new Uint8Array(await new Blob(this.parts).arrayBuffer());
    const parts = type.endsWith("/webm") ? withDuration(whole, length) : [whole];
    return whole.length && length > 300 ? new File(parts, `${name}.${this.suffix}`, { type }) : null;
  }

  /** Let go of the microphone; what was recorded is complete then. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    const ended = this.media.state === "inactive" ? null : new Promise((resolve) => (this.media.onstop = resolve));
    if (ended) this.media.stop();
    await ended;
    release(this.stream);
    this.meter.close();
  }

  private step(): void {
    this.milliseconds.value = performance.now() - this.startedAt;
    this.levels.value = [...this.levels.peek(), this.meter.read()].slice(-BARS);
    if (this.milliseconds.peek() >= LONGEST) void this.end();
  }
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

class Meter {
  private readonly context = new AudioContext();
  private readonly analyser = this.context.createAnalyser();
  private readonly samples = new Float32Array(1024);

  constructor(stream: MediaStream) {
    this.analyser.fftSize = this.samples.length;
    this.context.createMediaStreamSource(stream).connect(this.analyser);
  }

  /** Speech is quiet in linear measure: its root is nearer to what one hears. */
  read(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, sample) => sum + sample * sample, 0) / this.samples.length;
    return Math.min(1, Math.sqrt(Math.sqrt(power)) * 1.4);
  }

  close(): void {
    void this.context.close().catch(() => {});
  }
}
