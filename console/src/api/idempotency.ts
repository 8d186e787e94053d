// A repeated click or a retry after a lost answer must not create a thing twice: the same body
// keeps its key, another body gets a new one.
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function keyKeeper(make: () => string = newKey) {
  let body = '';
  let key = '';
  return (next: unknown): string => {
    const text = JSON.stringify(next);
    if (text !== body || !key) {
      body = text;
      key = make();
    }
    return key;
  };
}
