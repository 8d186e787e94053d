// Totals by state, each from the same list that its card leads to.
import { $api } from '../../api/client';
import type { Schemas } from '../../api/client';
import type { ProvinceCode } from '../../api/session';

type AccountState = Schemas['AccountState'];
type SchoolState = Schemas['SchoolState'];
export type Counts<S extends string> = Partial<Record<S, number>>;

function useAccountTotal(state: AccountState, enabled: boolean) {
  return $api.useQuery('get', '/accounts', { params: { query: { state, limit: 1, total: true } } }, { enabled }).data?.total ?? undefined;
}

export function useAccountCounts(enabled: boolean): Counts<AccountState> {
  return {
    active: useAccountTotal('active', enabled),
    invited: useAccountTotal('invited', enabled),
    disabled: useAccountTotal('disabled', enabled),
  };
}

function useSchoolTotal(province: ProvinceCode, state: SchoolState, enabled: boolean) {
  const params = { path: { province }, query: { state, limit: 1, total: true } };
  return $api.useQuery('get', '/provinces/{province}/schools', { params }, { enabled }).data?.total ?? undefined;
}

export function useSchoolCounts(province: ProvinceCode, enabled: boolean): Counts<SchoolState> {
  return {
    active: useSchoolTotal(province, 'active', enabled),
    suspended: useSchoolTotal(province, 'suspended', enabled),
  };
}
