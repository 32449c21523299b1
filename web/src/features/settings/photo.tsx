import { useRef, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { User } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { removePhoto, savePhoto } from "../../sync/api/accounts.ts";
import { Button } from "../../ui/button.tsx";
import { sayProblem } from "../../ui/problem.tsx";
import { notify } from "../../ui/toasts.tsx";
import { Crop } from "./crop.tsx";

/** My picture, choosing another, and removing the one I have chosen. */
export function Photo({ me }: { me: User }) {
  const { api } = useClient();
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<File | null>(null);
  const buttons = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(`/photos/${me.id}`);
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
      return sayProblem(problem);
    }
    setShown(`/photos/${me.id}?${Date.now()}`); // a browser asks no second time for what the page shows
    buttons.current?.querySelector("button")?.focus(); // the one that was pressed goes
    notify(t("settings.saved"));
  };
  return (
    <div class="my-photo" ref={buttons}>
      <span class="face" style={{ "--face": "88px" }}>
        <img src={shown} alt={t("settings.photo")} width={88} height={88} />
      </span>
      <div class="actions">
        <Button onClick={() => input.current?.click()}>{t("settings.choose_photo")}</Button>
        {me.photo && <Button onClick={() => void remove()}>{t("settings.remove_photo")}</Button>}
      </div>
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
