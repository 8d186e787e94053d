import { lazy } from 'react';
import { can, useMe } from '../../api/session';
import { RoleHome } from './RoleHome';

const Overview = lazy(() => import('../ministry/Overview'));

/** The first page is by role: who may see the provinces sees them all. */
export default function Home() {
  const me = useMe();
  return can(me, 'province.list') ? <Overview /> : <RoleHome />;
}
