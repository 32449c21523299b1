/** The one policy by which the page makes addresses of scripts: of its workers, which are files of its own build. */

interface Policy {
  createScriptURL(address: string): unknown;
}

interface Factory {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): Policy;
}

let policy: Policy | null = null;

/** An address of our own, as `Worker` and `serviceWorker.register` want it. Raises `TypeError` for any other. */
export function scriptAddress(address: string): string {
  policy ??= factory()?.createPolicy("besedka", { createScriptURL: checkOwn }) ?? { createScriptURL: checkOwn };
  return policy.createScriptURL(address) as string;
}

function factory(): Factory | undefined {
  return (globalThis as { trustedTypes?: Factory }).trustedTypes;
}

function checkOwn(address: string): string {
  const { origin, pathname } = new URL(address, location.href);
  if (origin !== location.origin || !/^\/(sw\.js|assets\/[^/]+\.js)$/.test(pathname)) {
    throw new TypeError(`${address} is no script of ours.`);
  }
  return address;
}
