/**
 * How much of the window a keyboard on the screen leaves. Most browsers make the page smaller themselves
 * (`interactive-widget`); Safari lays the keyboard over it, and pushes the page up instead.
 */
const LEAST = 80; // pixels: what covers less is a bar of the browser

/** Tell the style sheet, as `--visible`, whenever something covers the lower part of the page. */
export function followKeyboard(view = window.visualViewport): void {
  view?.addEventListener("resize", () => {
    const isCovered = view.scale === 1 && innerHeight - view.height > LEAST;
    const { style } = document.documentElement;
    if (!isCovered) return void style.removeProperty("--visible");
    style.setProperty("--visible", `${view.height}px`);
    scrollTo(0, 0);
  });
}
