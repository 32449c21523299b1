/** Pictures that could not be had: they are asked for again as soon as the server can be reached. */
import { effect } from "@preact/signals";
import type { Client } from "../sync/client.ts";
import { onOnline } from "./wake.ts";

const early = { capture: true, passive: true }; // these events are heard on their way to the picture alone

export function followPictures({ gateway }: Client): void {
  document.addEventListener("error", (event) => mark(event, true), early);
  document.addEventListener("load", (event) => mark(event, false), early);
  onOnline(askAgain);
  effect(() => {
    if (gateway.connection.value === "open") askAgain();
  });
}

function mark({ target }: Event, isMissing: boolean): void {
  if (target instanceof HTMLImageElement) target.toggleAttribute("data-missing", isMissing);
}

function askAgain(): void {
  for (const image of document.querySelectorAll<HTMLImageElement>("img[data-missing]")) {
    const { src } = image;
    image.src = src;
  }
}
