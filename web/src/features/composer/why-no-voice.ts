import type { WordKey } from "../../i18n/words.ts";

/** What to say where nothing can be recorded. Microphones are given to pages that came by https, or from this machine. */
export function whyNoVoice(): WordKey | null {
  if (!isSecureContext) return "composer.voice_insecure";
  return typeof MediaRecorder === "function" && "mediaDevices" in navigator ? null : "composer.voice_unable";
}
