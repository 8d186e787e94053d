// All addresses of the console. Pages are loaded when they are first gone to.
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { isProblem } from '../api/problem';
import { meOptions, realmOptions, type Me } from '../api/session';
import { NotFound, RouteError } from '../ui/RouteError';
import { COCKPITS } from './menu';
import { compact, ownPath, parseSearch, stringifySearch } from './search';
import * as searches from './searches';

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // The list is there before the form is: whoever types fast finds it. Without it, the form says so.
  loader: ({ context }) => context.queryClient.prefetchQuery(realmOptions),
  validateSearch: (raw: Record<string, unknown>): { redirect?: string; expired?: 'yes' } =>
    compact({ redirect: ownPath(raw.redirect), expired: raw.expired === 'yes' ? 'yes' : undefined }),
  component: lazyRouteComponent(() => import('../pages/sign-in/SignIn')),
});
const activate = createRoute({
  getParentRoute: () => root,
  path: '/activate',
  component: lazyRouteComponent(() => import('../pages/activate/Activate')),
});
const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  loader: ({ context }) => context.queryClient.prefetchQuery(realmOptions),
  component: lazyRouteComponent(() => import('../pages/register/Register')),
});
const comeBack = (href: string) => (href === '/' ? {} : { redirect: href });

async function signedIn(queryClient: QueryClient, href: string): Promise<Me> {
  try {
    return await queryClient.ensureQueryData(meOptions);
  } catch (problem) {
    if (isProblem(problem) && problem.status === 401) throw redirect({ to: '/sign-in', search: comeBack(href) });
    throw problem;
  }
}

const secondFactor = createRoute({
  getParentRoute: () => root,
  path: '/second-factor',
  validateSearch: (raw: Record<string, unknown>): { redirect?: string } => compact({ redirect: ownPath(raw.redirect) }),
  beforeLoad: async ({ context, location }) => ({ me: await signedIn(context.queryClient, location.href) }),
  component: lazyRouteComponent(() => import('../pages/second-factor/SecondFactor')),
});
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }): Promise<{ me: Me }> => {
    const me = await signedIn(context.queryClient, location.href);
    if (me.factor_required && me.factor !== 'proved') throw redirect({ to: '/second-factor', search: comeBack(location.href) });
    return { me };
  },
  component: lazyRouteComponent(() => import('../pages/shell/Shell')),
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: searches.homeSearch,
  component: lazyRouteComponent(() => import('../pages/home/Home')),
});
const provinces = createRoute({
  getParentRoute: () => shell,
  path: '/provinces',
  validateSearch: searches.provinceSearch,
  staticData: { needs: ['province.list'] },
  component: lazyRouteComponent(() => import('../pages/provinces/Provinces')),
});
const directory = createRoute({
  getParentRoute: () => shell,
  path: '/directory/$province',
  validateSearch: searches.directorySearch,
  staticData: { needs: ['directory.list'] },
  component: lazyRouteComponent(() => import('../pages/directory/Directory')),
});
const schools = createRoute({
  getParentRoute: () => shell,
  path: '/schools',
  validateSearch: searches.schoolSearch,
  staticData: { needs: ['school.list'] },
  component: lazyRouteComponent(() => import('../pages/schools/Schools')),
});
const schoolImport = createRoute({
  getParentRoute: () => shell,
  path: '/schools/import',
  validateSearch: searches.importSearch,
  staticData: { needs: ['school.import'] },
  component: lazyRouteComponent(() => import('../pages/imports/SchoolImport')),
});
const nationalImport = createRoute({
  getParentRoute: () => shell,
  path: '/national-import',
  validateSearch: searches.importSearch,
  staticData: { needs: ['national_school.import'] },
  component: lazyRouteComponent(() => import('../pages/imports/NationalImport')),
});
const accounts = createRoute({
  getParentRoute: () => shell,
  path: '/accounts',
  validateSearch: searches.accountSearch,
  staticData: { needs: ['account.list'] },
  component: lazyRouteComponent(() => import('../pages/accounts/Accounts')),
});
const staffImport = createRoute({
  getParentRoute: () => shell,
  path: '/accounts/import',
  validateSearch: searches.importSearch,
  staticData: { needs: ['staff.import'] },
  component: lazyRouteComponent(() => import('../pages/imports/StaffImport')),
});
const policy = createRoute({
  getParentRoute: () => shell,
  path: '/policy',
  validateSearch: searches.policySearch,
  staticData: { needs: ['policy.read'] },
  component: lazyRouteComponent(() => import('../pages/policy/Policy')),
});
const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: searches.auditSearch,
  staticData: { needs: ['audit.list'] },
  component: lazyRouteComponent(() => import('../pages/audit/Audit')),
});
const profile = createRoute({
  getParentRoute: () => shell,
  path: '/profile',
  component: lazyRouteComponent(() => import('../pages/profile/Profile')),
});
const leaves = createRoute({
  getParentRoute: () => shell,
  path: '/leaves',
  validateSearch: searches.leaveSearch,
  staticData: { needs: ['leave.list'] },
  component: lazyRouteComponent(() => import('../pages/leave/Leaves')),
});
const services = createRoute({
  getParentRoute: () => shell,
  path: '/services',
  validateSearch: searches.serviceSearch,
  staticData: { needs: ['service.list'] },
  component: lazyRouteComponent(() => import('../pages/services/Services')),
});
const registrations = createRoute({
  getParentRoute: () => shell,
  path: '/registrations',
  validateSearch: searches.registrationSearch,
  staticData: { needs: ['registration.list'] },
  component: lazyRouteComponent(() => import('../pages/registrations/Registrations')),
});
const sharing = createRoute({
  getParentRoute: () => shell,
  path: '/sharing-alerts',
  validateSearch: searches.lateSearch,
  staticData: { needs: ['sharing_alert.list'] },
  component: lazyRouteComponent(() => import('../pages/audit/Sharing')),
});
/** Any other address: what is missing is a page, not the frame around it. */
const lost = createRoute({ getParentRoute: () => shell, path: '$', component: NotFound });

const campaigns = createRoute({
  getParentRoute: () => shell,
  path: '/campaigns',
  validateSearch: searches.campaignSearch,
  staticData: { needs: ['campaign.list'] },
  component: lazyRouteComponent(() => import('../pages/campaigns/Campaigns')),
});
const campaign = createRoute({
  getParentRoute: () => shell,
  path: '/campaigns/$id',
  validateSearch: searches.campaignPartSearch,
  staticData: { needs: ['campaign.read'] },
  component: lazyRouteComponent(() => import('../pages/campaigns/CampaignPage')),
});
const cockpit = createRoute({
  getParentRoute: () => shell,
  path: '/cockpit',
  validateSearch: searches.cockpitSearch,
  staticData: { needs: COCKPITS },
  component: lazyRouteComponent(() => import('../pages/cockpit/Cockpit')),
});
const cockpitOfProvince = createRoute({
  getParentRoute: () => shell,
  path: '/cockpit/$province',
  validateSearch: searches.cockpitSearch,
  staticData: { needs: ['cockpit.read_national'] },
  component: lazyRouteComponent(() => import('../pages/cockpit/CockpitOfProvince')),
});
const assessments = createRoute({
  getParentRoute: () => shell,
  path: '/assessments',
  staticData: { needs: ['local_campaign.list'] },
  component: lazyRouteComponent(() => import('../pages/assessments/Assessments')),
});
const assessment = createRoute({
  getParentRoute: () => shell,
  path: '/assessments/$id',
  validateSearch: searches.assessmentSearch,
  staticData: { needs: ['eligible.read'] },
  component: lazyRouteComponent(() => import('../pages/assessments/Assessment')),
});
const lateSchools = createRoute({
  getParentRoute: () => shell,
  path: '/assessments/$id/late',
  validateSearch: searches.lateSearch,
  staticData: { needs: ['local_campaign.list_late'] },
  component: lazyRouteComponent(() => import('../pages/assessments/LateSchools')),
});
const contacts = createRoute({
  getParentRoute: () => shell,
  path: '/contacts',
  validateSearch: searches.contactSearch,
  staticData: { needs: ['contact.list'] },
  component: lazyRouteComponent(() => import('../pages/contacts/Contacts')),
});

const emergencies = createRoute({
  getParentRoute: () => shell,
  path: '/emergencies',
  validateSearch: searches.emergencySearch,
  staticData: { needs: ['emergency.list'] },
  component: lazyRouteComponent(() => import('../pages/emergencies/Emergencies')),
});

const tree = root.addChildren([
  signIn,
  activate,
  register,
  secondFactor,
  shell.addChildren([
    ...[home, provinces, directory, schools, schoolImport, nationalImport, accounts, staffImport, policy, audit, sharing, leaves, services, registrations, profile],
    ...[campaigns, campaign, cockpit, cockpitOfProvince, assessments, assessment, lateSchools, contacts, emergencies, lost],
  ]),
]);

export const makeRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    parseSearch,
    stringifySearch,
  });
