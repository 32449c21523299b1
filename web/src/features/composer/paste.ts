/** Which files a clipboard holds that are meant as files. Pure, so that every program's habits can be tested. */
export interface Clipboard {
  readonly types: readonly string[];
  readonly files: Iterable<File>;
}

/**
 * Spreadsheets and word processors put a picture of the text beside the text: with both plain text and markup it is the text
 * that is meant. A file that was copied brings its name as plain text alone; a picture from a page, markup alone.
 */
export function pastedFiles({ types, files }: Clipboard): readonly File[] {
  const isText = types.includes("text/plain") && (types.includes("text/html") || types.includes("text/rtf"));
  return isText ? [] : [...files];
}
