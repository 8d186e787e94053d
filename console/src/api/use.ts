// When this browser last spoke to the server. All tabs know it, since one session serves them all: what one does keeps the
// others from being warned.
const KEY = 'huixin.used';
const listeners = new Set<() => void>();

export function noteUse(now = Date.now()) {
  localStorage.setItem(KEY, String(now));
  for (const listener of listeners) listener();
}

export function lastUse(): number {
  return Number(localStorage.getItem(KEY)) || 0;
}

/** Hears of use in this tab and in the others, until the returned function is called. */
export function whenUsed(listener: () => void): () => void {
  const elsewhere = (event: StorageEvent) => event.key === KEY && listener();
  listeners.add(listener);
  window.addEventListener('storage', elsewhere);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', elsewhere);
  };
}
