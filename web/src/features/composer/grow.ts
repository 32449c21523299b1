/** The height of the field where the style sheet can't have it follow the text (`field-sizing`). */
const FOLLOWS = CSS.supports("field-sizing", "content");

export function grow(field: HTMLTextAreaElement): void {
  if (FOLLOWS) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

/** Follow its width, too, until the function that is returned is called: beside the details a text takes more lines. */
export function growByWidth(field: HTMLTextAreaElement): () => void {
  if (FOLLOWS) return () => {};
  let width = field.offsetWidth;
  const observer = new ResizeObserver(() => {
    if (width === field.offsetWidth) return;
    width = field.offsetWidth;
    requestAnimationFrame(() => grow(field)); // an observer that changes what it observes is an error in the console
  });
  observer.observe(field);
  return () => observer.disconnect();
}
