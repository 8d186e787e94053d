// What happens when the server asks for a second factor again before it does something sensitive: the application asks once,
// and every request that waits for it is sent again.
let asker: () => Promise<boolean> = () => Promise.resolve(false);
let asked: Promise<boolean> | undefined;

/** Answers until the returned function is called; the answer says whether a factor was proved. */
export function whenStepUp(next: () => Promise<boolean>): () => void {
  asker = next;
  return () => {
    asker = () => Promise.resolve(false);
  };
}

export function stepUp(): Promise<boolean> {
  asked ??= asker().finally(() => {
    asked = undefined;
  });
  return asked;
}
