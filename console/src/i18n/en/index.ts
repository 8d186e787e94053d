import type { Dictionary } from '../zh-CN';
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

const en: Dictionary = {
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
export default en;
