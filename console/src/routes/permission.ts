// A page that the session may not open says so, and says who can grant it.
import type { Dictionary } from '../i18n/zh-CN';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** The operations of which any opens the page. */
    needs?: readonly string[];
  }
}

type Role = keyof Dictionary['codes']['role'];
/** The role that holds an operation, to be named where the operation is refused. */
export function holderOf(operation: string): Role {
  if (operation.startsWith('audit.')) return 'audit_admin';
  if (operation.startsWith('narrowing.')) return 'sec_admin';
  if (/^(audit|sharing_alert)\./.test(operation)) return 'audit_admin';
  if (/^campaign\.(open|close)$/.test(operation) || operation === 'cockpit.read_national') return 'moe_steering';
  if (/^(eligible|result|contact|emergency)\./.test(operation) || operation === 'cockpit.read_school') return 'counsel_head';
  if (/^(province|directory|national_school|campaign)\./.test(operation)) return 'platform_operator';
  if (/^(school|local_campaign)\./.test(operation) || operation === 'cockpit.read_province') return 'prov_admin';
  if (operation.startsWith('registration.')) return 'platform_operator';
  return 'school_admin';
}
