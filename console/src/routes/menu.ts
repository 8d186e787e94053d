// What stands in the navigation, by what the server says the session may do.
import type { Dictionary } from '../i18n/zh-CN';

export interface MenuItem {
  to: '/' | '/provinces' | '/national-import' | '/schools' | '/schools/import' | '/accounts' | '/audit';
  label: keyof Pick<
    Dictionary['nav'],
    'home' | 'provinces' | 'nationalImport' | 'schools' | 'schoolImport' | 'accounts' | 'audit'
  >;
  /** The operation that opens the page; the home page needs none. */
  needs?: string;
}

export const MENU: readonly MenuItem[] = [
  { to: '/', label: 'home' },
  { to: '/provinces', label: 'provinces', needs: 'province.list' },
  { to: '/national-import', label: 'nationalImport', needs: 'national_school.import' },
  { to: '/schools', label: 'schools', needs: 'school.list' },
  { to: '/schools/import', label: 'schoolImport', needs: 'school.import' },
  { to: '/accounts', label: 'accounts', needs: 'account.list' },
  { to: '/audit', label: 'audit', needs: 'audit.list' },
];

export function menuFor(can: readonly string[]): MenuItem[] {
  return MENU.filter((item) => !item.needs || can.includes(item.needs));
}

/** The entry that a path belongs to: the longest that it begins with. */
export function currentItem(path: string): MenuItem['to'] {
  const inside = MENU.filter((item) => path === item.to || (item.to !== '/' && path.startsWith(`${item.to}/`)));
  if (path.startsWith('/directory/')) return '/provinces';
  return inside.sort((a, b) => b.to.length - a.to.length)[0]?.to ?? '/';
}
