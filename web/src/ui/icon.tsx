import sprite from "virtual:icons";

/** One of the icons that `icons.json` names. Says nothing to a screen reader: what it means is said beside it. */
export function Icon({ name, class: extra }: { name: string; class?: string }) {
  return (
    <svg class={extra ? `icon ${extra}` : "icon"} aria-hidden="true">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}

/** The sign of the house. */
export function Gazebo() {
  return (
    <svg class="gazebo" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 3v2.5M4 13 16 5.5 28 13M6 13h20M8 13v13M24 13v13M13 13v13M19 13v13M5 26h22M8 20h16" />
    </svg>
  );
}
