import { audit } from './audit';
import { codes } from './codes';
import { frame } from './frame';
import { imports } from './imports';
import { people } from './people';
import { places } from './places';

const zh = { ...frame, ...people, ...places, imports, audit, codes };

type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
export type Dictionary = Words<typeof zh>;
export default zh;
