/** Parts of the page that come later, each with its styles: `tools/parts.ts` has each `import()` of the page go this way. */

const styles = new Map<string, Promise<void>>();

/** Rejects if anything of it can't be loaded; `vite:preloadError` says so to the window, too. */
export async function loadPart<Part>(load: () => Promise<Part>, paths: readonly string[] = []): Promise<Part> {
  try {
    await Promise.all(paths.map(loadStyle));
    return await load();
  } catch (problem) {
    dispatchEvent(new Event("vite:preloadError"));
    throw problem;
  }
}

/** Those of the page itself are there. */
function loadStyle(path: string): Promise<void> {
  const coming = styles.get(path) ?? fetchStyle(`/${path}`);
  styles.set(path, coming);
  coming.catch(() => styles.delete(path)); // the next one who needs it tries again
  return coming;
}

function fetchStyle(href: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error(`There is no ${href}.`));
    };
    document.head.append(link);
  });
}
