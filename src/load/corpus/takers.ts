/**
 * How many arrivals before this one took an entry of the same corpus. Counted along the mix, which is a pure function
 * of the index: from wherever it was asked for last, forwards or back. Arrivals of one operation ask nearly in order, so
 * that each is counted once; a load that begins at a high index counts what came before it, some 20 ns each.
 */
export function countTakers(takes: (index: number) => boolean): (index: number) => number {
  let at = 0;
  let taken = 0;
  return (index) => {
    for (; at < index; at++) if (takes(at)) taken++;
    for (; at > index; at--) if (takes(at - 1)) taken--;
    return taken;
  };
}

/** The first index at which all of `count` entries have been taken. */
export function indexAfter(count: number, takes: (index: number) => boolean): number {
  let index = 0;
  for (let left = count; left > 0; index++) if (takes(index)) left--;
  return index;
}
