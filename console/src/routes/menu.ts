// What stands in the navigation, by what the server says the session may do.
import type { Dictionary } from '../i18n/zh-CN';

export interface MenuItem {
  to:
    | '/'
    | '/campaigns'
    | '/assessments'
    | '/contacts'
    | '/emergencies'
    | '/cockpit'
    | '/provinces'
    | '/national-import'
    | '/schools'
    | '/schools/import'
    | '/accounts'
    | '/leaves'
    | '/services'
    | '/registrations'
    | '/policy'
    | '/audit'
    | '/sharing-alerts';
  label: keyof Pick<
    Dictionary['nav'],
    | 'home'
    | 'campaigns'
    | 'assessments'
    | 'contacts'
    | 'emergencies'
    | 'cockpit'
    | 'provinces'
    | 'nationalImport'
    | 'schools'
    | 'schoolImport'
    | 'accounts'
    | 'leaves'
    | 'services'
    | 'registrations'
    | 'policy'
    | 'audit'
    | 'sharing'
  >;
  /** The operations of which any opens the page; the home page needs none. */
  needs?: readonly string[];
}

/** One page for all scopes: whoever may read any cockpit has it. */
export const COCKPITS = ['cockpit.read_national', 'cockpit.read_province', 'cockpit.read_school', 'cockpit.read_participation'] as const;

export const MENU: readonly MenuItem[] = [
  { to: '/', label: 'home' },
  { to: '/cockpit', label: 'cockpit', needs: COCKPITS },
  { to: '/campaigns', label: 'campaigns', needs: ['campaign.list'] },
  { to: '/assessments', label: 'assessments', needs: ['local_campaign.list'] },
  { to: '/contacts', label: 'contacts', needs: ['contact.list'] },
  { to: '/emergencies', label: 'emergencies', needs: ['emergency.list'] },
  { to: '/provinces', label: 'provinces', needs: ['province.list'] },
  { to: '/national-import', label: 'nationalImport', needs: ['national_school.import'] },
  { to: '/schools', label: 'schools', needs: ['school.list'] },
  { to: '/schools/import', label: 'schoolImport', needs: ['school.import'] },
  { to: '/accounts', label: 'accounts', needs: ['account.list'] },
  { to: '/services', label: 'services', needs: ['service.list'] },
  { to: '/registrations', label: 'registrations', needs: ['registration.list'] },
  { to: '/policy', label: 'policy', needs: ['policy.read'] },
  { to: '/leaves', label: 'leaves', needs: ['leave.list'] },
  { to: '/audit', label: 'audit', needs: ['audit.list'] },
  { to: '/sharing-alerts', label: 'sharing', needs: ['sharing_alert.list'] },
];

export function menuFor(can: readonly string[]): MenuItem[] {
  return MENU.filter((item) => !item.needs || item.needs.some((operation) => can.includes(operation)));
}

/** The entry that a path belongs to: the longest that it begins with. */
export function currentItem(path: string): MenuItem['to'] {
  const inside = MENU.filter((item) => path === item.to || (item.to !== '/' && path.startsWith(`${item.to}/`)));
  if (path.startsWith('/directory/')) return '/provinces';
  return inside.sort((a, b) => b.to.length - a.to.length)[0]?.to ?? '/';
}
