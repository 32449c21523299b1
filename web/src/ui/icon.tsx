/** One of the icons that `icons.json` names. Says nothing to a screen reader: what it means is said beside it. */
export function Icon({ name, class: extra }: { name: string; class?: string }) {
  return (
    <svg class={extra ? `icon ${extra}` : "icon"} data-icon={name} viewBox="0 0 24 24" aria-hidden="true">
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
      <path d="M16 2.5v2M3.5 12.5c6-1.5 10-4 12.5-8 2.5 4 6.5 6.5 12.5 8zM6.5 12.5V27m19-14.5V27M12 12.5V27m8-14.5V27M6.5 20.5H12m8 0h5.5M4 27h24" />
    </svg>
  );
}
