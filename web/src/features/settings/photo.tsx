import { useRef, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import { removePhoto, savePhoto } from "../../sync/api/accounts.ts";
import { Button } from "../../ui/button.tsx";
import { wordsOf } from "../../ui/problem.tsx";
import { notify } from "../../ui/toasts.tsx";
import { Crop } from "./crop.tsx";

/** My picture, and choosing another. */
export function Photo({ userId }: { userId: number }) {
  const { api } = useClient();
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<File | null>(null);
  const [shown, setShown] = useState(`/photos/${userId}`);
  const save = async (picture: Blob) => {
    await savePhoto(api, picture);
    setShown(URL.createObjectURL(picture));
    setChosen(null);
    notify(t("settings.saved"));
  };
  const remove = async () => {
    try {
      await removePhoto(api);
    } catch (problem) {
      return notify(wordsOf(problem));
    }
    setShown(`/photos/${userId}?${Date.now()}`); // a browser asks no second time for what the page shows
    notify(t("settings.saved"));
  };
  return (
    <div class="my-photo">
      <span class="face" style={{ "--face": "88px" }}>
        <img src={shown} alt={t("settings.photo")} width={88} height={88} />
      </span>
      <Button onClick={() => input.current?.click()}>{t("settings.choose_photo")}</Button>
      <Button onClick={() => void remove()}>{t("settings.remove_photo")}</Button>
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif,image/avif"
        hidden
        onChange={(event) => {
          setChosen(event.currentTarget.files?.[0] ?? null);
          event.currentTarget.value = "";
        }}
      />
      {chosen && <Crop file={chosen} onCut={save} onClose={() => setChosen(null)} />}
    </div>
  );
}
