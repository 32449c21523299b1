/** Uploads by XMLHttpRequest: the one way of a browser to say how far one is. */
import type { Upload, Uploaded } from "../sync/ports.ts";
import { formOf } from "../sync/uploads.ts";

export function upload({ path, blob, name, onProgress, signal }: Upload): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => resolve(answerOf(request));
    request.onerror = () => reject(new TypeError("The line broke."));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(formOf(blob, name));
  });
}

function answerOf(request: XMLHttpRequest): Uploaded {
  const retryAfter = Number(request.getResponseHeader("Retry-After")) || undefined;
  return { status: request.status, body: request.response, retryAfter };
}
