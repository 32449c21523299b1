import type { ComponentChildren } from "preact";
import { Gazebo } from "./icon.tsx";

interface Props {
  title: string;
  /** What the title is: of the page, of a part of it, or, where headings have no place, a line. */
  heading?: "h1" | "h2" | "p";
  children?: ComponentChildren;
}

/** Where there is nothing yet: says so, and what to do next. */
export function Empty({ title, heading: Heading = "h2", children }: Props) {
  return (
    <div class="empty">
      <Gazebo />
      <Heading class="title">{title}</Heading>
      {children}
    </div>
  );
}
