/** Seeds of runs that once went wrong, with what they found. They are lived again in every `npm test`. */
export const SEEDS: readonly { readonly seed: number; readonly found: string }[] = [];
