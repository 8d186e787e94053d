// A page that the session may not open says so, and says who can grant it.
import type { Dictionary } from '../i18n/zh-CN';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** The operation that opens the page. */
    needs?: string;
  }
}

type Role = keyof Dictionary['codes']['role'];
/** The role that holds an operation, to be named where the operation is refused. */
export function holderOf(operation: string): Role {
  if (operation.startsWith('audit.')) return 'audit_admin';
  if (/^(province|directory|national_school)\./.test(operation)) return 'platform_operator';
  if (operation.startsWith('school.')) return 'prov_admin';
  return 'school_admin';
}
