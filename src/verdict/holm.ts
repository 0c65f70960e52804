/**
 * Holm's step-down procedure (Holm 1979, "A simple sequentially rejective multiple test procedure"), as he states it:
 * each of several claims is judged at an equal share of one error rate; where some stand, the rate is shared out among
 * the others alone, until no more stand. With the probability of that rate at most any of them is false, whatever
 * depends on what.
 */
export interface Judged<Item, Answer> {
  readonly item: Item;
  readonly answer: Answer;
  /** So many shared the error rate. */
  readonly together: number;
}

export interface Judging<Item, Answer> {
  readonly judgeAt: (item: Item, together: number) => Answer;
  readonly stands: (answer: Answer) => boolean;
  /** With a larger share it might stand. What is settled otherwise would only be so again. */
  readonly isOpen: (answer: Answer) => boolean;
}

/** In the order of the items. */
export function stepDown<Item, Answer>(
  items: readonly Item[],
  { judgeAt, stands, isOpen }: Judging<Item, Answer>,
): Judged<Item, Answer>[] {
  const judge = (item: Item, together: number): Judged<Item, Answer> => ({
    item,
    answer: judgeAt(item, together),
    together,
  });
  const countStanding = (): number => judged.filter(({ answer }) => stands(answer)).length;
  let judged = items.map((item) => judge(item, items.length));
  for (let standing = 0, found = countStanding(); found > standing; ) {
    standing = found;
    const others = items.length - standing;
    judged = judged.map((one) => (isOpen(one.answer) ? judge(one.item, others) : one));
    found = countStanding();
  }
  return judged;
}
