/** The rule of every list: of one address the first row counts, later ones are its duplicates. */
export class FirstRows {
  readonly #indexes = new Map<string, number>();

  /** @returns the index of the earlier row with this address; undefined: this row is the first */
  add(address: string, index: number): number | undefined {
    const first = this.#indexes.get(address);
    if (first === undefined) this.#indexes.set(address, index);
    return first;
  }

  indexOf(address: string): number | undefined {
    return this.#indexes.get(address);
  }
}
