import type { AccountSearch } from '../../routes/searches';

/** The conditions of the address as the API asks for them. */
export const accountQuery = (search: AccountSearch) => ({
  q: search.q,
  state: search.state,
  role: search.role,
  school: search.school,
  inactive_days: search.inactive && Number(search.inactive),
  expiring_days: search.expiring && Number(search.expiring),
});

export function reportPath(search: AccountSearch): string {
  const given = Object.entries(accountQuery(search)).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return `/account-report${query && `?${query}`}`;
}
