import type { Dictionary } from '../zh-CN';
import { audit } from './audit';
import { codes } from './codes';
import { frame } from './frame';
import { imports } from './imports';
import { people } from './people';
import { places } from './places';

const en: Dictionary = { ...frame, ...people, ...places, imports, audit, codes };
export default en;
