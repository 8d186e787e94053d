// Who is signed in. The route guard has loaded this before any page behind it is drawn.
import { useQuery } from '@tanstack/react-query';
import { $api, type Schemas } from './client';

export type Me = Schemas['Me'];
export type ProvinceCode = Schemas['ProvinceCode'];
export const meOptions = $api.queryOptions('get', '/session', {}, { retry: false, staleTime: 60_000 });

export const realmOptions = $api.queryOptions('get', '/realms', {}, { staleTime: 600_000 });

export function useMe(): Me {
  const me = useQuery(meOptions).data;
  if (!me) throw new Error('a page behind the guard was drawn without a session');
  return me;
}

export const can = (me: Me, operation: string) => me.can.includes(operation);

/** The place of a province session: its code in paths. Pages of the ministry have no use for it. */
export const placeOf = (me: Me) => me.realm.code as ProvinceCode;
export const isMinistry = (me: Me) => me.realm.code === 'ministry';
/** The schools that the session is bound to; empty for whole-province roles. */
export function schoolsOf(me: Me): Schemas['SchoolRef'][] {
  const all = me.assignments.flatMap((assignment) => assignment.school ?? []);
  return all.filter((school, index) => all.findIndex((other) => other.id === school.id) === index);
}
