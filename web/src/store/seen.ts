/** Which messages of a chat have come: all up to some `seq`, and a few after it. */

export class Seen {
  private upTo: number;
  private readonly beyond = new Set<number>();

  constructor(upTo: number) {
    this.upTo = upTo;
  }

  has(seq: number): boolean {
    return seq <= this.upTo || this.beyond.has(seq);
  }

  add(seq: number): void {
    if (seq <= this.upTo) return;
    this.beyond.add(seq);
    while (this.beyond.delete(this.upTo + 1)) this.upTo++;
  }

  /** All up to this one need not come any more. */
  skip(seq: number): void {
    this.upTo = Math.max(this.upTo, seq);
    for (const each of this.beyond) if (each <= this.upTo) this.beyond.delete(each);
    while (this.beyond.delete(this.upTo + 1)) this.upTo++;
  }
}
