/** One of the icons that `icons.json` names. Says nothing to a screen reader: what it means is said beside it. */
export function Icon({ name, class: extra }: { name: string; class?: string }) {
  return (
    <svg class={extra ? `icon ${extra}` : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={drawn().get(name)} />
    </svg>
  );
}

let drawings: ReadonlyMap<string, string> | undefined;

/** As the page carries them (`tools/icons.ts`). A path each: what another document draws is styled once more for each use. */
function drawn(): ReadonlyMap<string, string> {
  if (!drawings) {
    const paths = document.querySelector<HTMLTemplateElement>("#icons")?.content.children ?? [];
    drawings = new Map([...paths].map((path) => [path.id, path.getAttribute("d") ?? ""]));
  }
  return drawings;
}

/** The sign of the house. */
export function Gazebo() {
  return (
    <svg class="gazebo" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 3v2.5M4 13 16 5.5 28 13M6 13h20M8 13v13M24 13v13M13 13v13M19 13v13M5 26h22M8 20h16" />
    </svg>
  );
}
