/** Whether a key belongs to an input method that is composing. Safari ends the composition before it tells of the key: 229. */
export function isOfMethod(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
