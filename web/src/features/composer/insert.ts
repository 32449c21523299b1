/**
 * Put text in place of a stretch of the field, as if it had been typed: it can be undone, and an `input` event tells of it.
 * `execCommand` is old and has no successor: everything else empties the field's memory of what was typed.
 */
export function insertText(field: HTMLTextAreaElement, text: string, start?: number, end?: number): void {
  field.focus();
  if (start !== undefined) field.setSelectionRange(start, end ?? start);
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
}
