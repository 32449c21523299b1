/** Which chats one has been in lately, on this page. */
const MOST = 30;
let visited: readonly number[] = [];

export function visit(chatId: number): void {
  visited = [chatId, ...visited.filter((each) => each !== chatId)].slice(0, MOST);
}

/** The latest first. */
export function recent(): readonly number[] {
  return visited;
}
