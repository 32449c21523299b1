import { useState } from "preact/hooks";
import { t } from "../../i18n/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { spellSize } from "../../ui/size.ts";
import type { Attached } from "./files.ts";
import { detach } from "./sending.ts";
import type { Sheet } from "./sheet.ts";

/** The files that will go with the message. */
export function Tray({ sheet }: { sheet: Sheet }) {
  if (!sheet.files.value.length) return null;
  return (
    <ul class="composer-tray" aria-label={t("composer.files")}>
      {sheet.files.value.map((each) => (
        <li key={each.key}>
          <Tile attached={each} />
          <IconButton
            icon="x"
            label={t("composer.remove", { name: each.file.name })}
            onClick={() => detach(sheet, each.key)}
          />
        </li>
      ))}
    </ul>
  );
}

/** A picture that the browser can't read is a file as any other. */
function Tile({ attached: { file, preview } }: { attached: Attached }) {
  const [isBroken, setBroken] = useState(false);
  return (
    <>
      {preview && !isBroken ? <img src={preview} alt="" onError={() => setBroken(true)} /> : <Icon name="file" />}
      <span class="composer-file">
        <span dir="auto">{file.name}</span>
        <small>{spellSize(file.size)}</small>
      </span>
    </>
  );
}
