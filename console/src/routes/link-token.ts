// The token of a mailed link stands in the fragment, which browsers send to no server and in no Referer; it is taken out of the
// address at once. It survives a reload of the tab, and nothing else.
import { useEffect, useState } from 'react';

function take(store: string): string {
  const token = location.hash.slice(1);
  if (token) {
    sessionStorage.setItem(store, token);
    history.replaceState(history.state, '', location.pathname);
  }
  return token || (sessionStorage.getItem(store) ?? '');
}

/** The token that this page was opened with, and how to forget it. */
export function useLinkToken(store: string): [token: string, forget: () => void] {
  const [token] = useState(() => take(store));
  // A second link opened in the same tab differs in its fragment only.
  useEffect(() => {
    const again = () => location.reload();
    window.addEventListener('hashchange', again);
    return () => window.removeEventListener('hashchange', again);
  }, []);
  return [token, () => sessionStorage.removeItem(store)];
}
