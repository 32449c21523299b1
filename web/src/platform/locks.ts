/** Web Locks, where there are any: over HTTPS and on this machine. */
import type { Locks } from "../sync/ports.ts";

export const browserLocks: Locks | undefined = navigator.locks && {
  run: async (name, action) => {
    await navigator.locks.request(name, action);
  },
  take: (name, milliseconds) =>
    new Promise((resolve, reject) => {
      const hold = (lock: Lock | null): Promise<void> | undefined => {
        resolve(lock !== null);
        return lock ? new Promise((done) => setTimeout(done, milliseconds)) : undefined;
      };
      navigator.locks.request(name, { ifAvailable: true }, hold).catch(reject);
    }),
  share(name) {
    const controller = new AbortController();
    let release = () => controller.abort();
    const hold = () =>
      new Promise<void>((resolve) => {
        release = resolve;
      });
    navigator.locks.request(name, { mode: "shared", signal: controller.signal }, hold).catch(() => {}); // let go of before it was had
    return () => release();
  },
  async held() {
    const { held = [] } = await navigator.locks.query();
    return new Set(held.map((lock) => lock.name ?? ""));
  },
};
