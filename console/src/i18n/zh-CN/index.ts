import { audit } from './audit';
import { census } from './census';
import { codes } from './codes';
import { emergencies } from './emergencies';
import { factors } from './factors';
import { frame } from './frame';
import { imports } from './imports';
import { leave } from './leave';
import { people } from './people';
import { places } from './places';
import { profile } from './profile';
import { commitments } from './commitments';
import { registration } from './registration';
import { results } from './results';
import { roles } from './roles';
import { support } from './support';
import { services } from './services';

const zh = {
  ...frame,
  ...factors,
  ...people,
  ...profile,
  ...places,
  ...census,
  ...commitments,
  ...registration,
  ...results,
  ...roles,
  ...support,
  emergencies,
  imports,
  audit,
  leave,
  services,
  codes,
};

type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
export type Dictionary = Words<typeof zh>;
export default zh;
