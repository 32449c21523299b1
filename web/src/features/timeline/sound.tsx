import { useEffect, useRef, useState } from "preact/hooks";
import type { File } from "../../domain/types.ts";
import { locale, t } from "../../i18n/words.ts";
import { calledFile, isVoice } from "../../ui/file.ts";
import { Icon } from "../../ui/icon.tsx";
import { spellLength } from "../../ui/length.ts";

const SPEEDS = [1, 1.5, 2];

/** Sound to be played where it stands: a voice, or something with a name. */
export function Sound({ file }: { file: File }) {
  const audio = useRef<HTMLAudioElement>(null);
  const { isPlaying, at, length } = useProgress(audio, (file.duration ?? 0) / 1000);
  const [speed, setSpeed] = useState(1);
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed;
  }, [speed]);
  const name = isVoice(file) ? calledFile(file) : file.name.replace(/\.\w{1,4}$/, "");
  const word = t(isPlaying ? "voice.pause" : "voice.play");
  return (
    <div class="sound" role="group" aria-label={name}>
      {/* biome-ignore lint/a11y/useMediaCaption: what people send has no captions */}
      <audio ref={audio} preload="metadata" src={`/files/${file.id}`} />
      <button type="button" class="play" aria-label={word} title={word} onClick={() => toggle(audio.current)}>
        <Icon name={isPlaying ? "pause" : "play"} />
      </button>
      <div class="about">
        <span dir="auto">{name}</span>
        <Slider at={at} length={length} onSeek={(to) => seek(audio.current, to)} />
      </div>
      <span class="length">{spellLength(at || length)}</span>
      <button
        type="button"
        class="speed"
        aria-label={t("voice.speed", { speed })}
        title={t("voice.speed", { speed })}
        onClick={() => setSpeed(SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1)}
      >
        {speed.toLocaleString(locale())}×
      </button>
    </div>
  );
}

interface SliderProps {
  /** Seconds. */
  at: number;
  length: number;
  onSeek: (to: number) => void;
}

function Slider({ at, length, onSeek }: SliderProps) {
  return (
    <input
      type="range"
      min={0}
      max={length || 1}
      step="any"
      value={at}
      style={{ "--done": `${length ? (at / length) * 100 : 0}%` }}
      aria-label={t("voice.place")}
      aria-valuetext={t("voice.of", { at: spellLength(at), length: spellLength(length) })}
      onInput={(event) => onSeek(Number(event.currentTarget.value))}
    />
  );
}

/** Where it is, as often as the page is painted while it plays. `told`: seconds that the server says it takes. */
function useProgress(audio: { current: HTMLAudioElement | null }, told: number) {
  const [isPlaying, setPlaying] = useState(false);
  const [{ at, length }, setPlace] = useState({ at: 0, length: told });
  useEffect(() => {
    const sound = audio.current;
    if (!sound) return;
    let frame = 0;
    const look = () => {
      const { currentTime, duration } = sound;
      setPlace({ at: sound.ended ? 0 : currentTime, length: Number.isFinite(duration) ? duration : told });
      const plays = !sound.paused && !sound.ended;
      setPlaying(plays);
      cancelAnimationFrame(frame);
      if (plays) frame = requestAnimationFrame(look);
    };
    const happens = ["play", "pause", "ended", "seeked", "durationchange"];
    for (const each of happens) sound.addEventListener(each, look);
    return () => {
      cancelAnimationFrame(frame);
      for (const each of happens) sound.removeEventListener(each, look);
      sound.pause();
    };
  }, []);
  return { isPlaying, at, length };
}

let playing: HTMLAudioElement | null = null;

/** One sound at a time: what played before falls silent. */
function toggle(sound: HTMLAudioElement | null): void {
  if (!sound?.paused) return sound?.pause();
  if (playing !== sound) playing?.pause();
  playing = sound;
  sound.play().catch(() => {}); // what can't be played stays as it is
}

function seek(sound: HTMLAudioElement | null, to: number): void {
  if (sound) sound.currentTime = to;
}
