/** What a file is called. */
import type { File } from "../domain/types.ts";
import { t } from "../i18n/words.ts";

// A voice message is called so in the language of whoever spoke it: that says nothing to others.
const VOICE = /^(?:Voice message|Голосовое сообщение)\.\w+$/;

export function isVoice(file: Pick<File, "name" | "media_type">): boolean {
  return file.media_type.startsWith("audio/") && VOICE.test(file.name);
}

/** Its name; a voice has none of its own. */
export function calledFile(file: Pick<File, "name" | "media_type">): string {
  return isVoice(file) ? t("composer.voice") : file.name;
}
