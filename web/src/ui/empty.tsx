import type { ComponentChildren } from "preact";
import { Gazebo } from "./icon.tsx";

/** Where there is nothing yet: says so, and what to do next. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Gazebo />
      <h2>{title}</h2>
      {children}
    </div>
  );
}
