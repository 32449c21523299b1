/** The height of the field where the style sheet can't have it follow the text (`field-sizing`). */
const FOLLOWS = CSS.supports("field-sizing", "content");

export function grow(field: HTMLTextAreaElement): void {
  if (FOLLOWS) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
