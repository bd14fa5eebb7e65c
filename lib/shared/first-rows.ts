/** The rule for every list: the first row with an address counts, later ones are duplicates. */
export class FirstRows {
  readonly #indexes = new Map<string, number>();

  /** @returns the index of the earlier row with this address; undefined if this row is the first */
  add(address: string, index: number): number | undefined {
    const first = this.#indexes.get(address);
    if (first === undefined) this.#indexes.set(address, index);
    return first;
  }

  indexOf(address: string): number | undefined {
    return this.#indexes.get(address);
  }
}
