// Who there is in the demo, and the session of each.
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshCode } from './codes.ts';

export type Role =
  | 'moe_steering'
  | 'platform_operator'
  | 'audit_admin'
  | 'prov_admin'
  | 'prov_analyst'
  | 'sec_admin'
  | 'sys_admin'
  | 'school_admin'
  | 'counsel_head'
  | 'counsellor';

export interface Account {
  role: Role;
  realm: string;
  login: string;
  password: string;
  /** What an authenticator app is given, in base32. */
  totp_secret: string;
}

export interface Demo {
  base_url: string;
  accounts: Account[];
}

export interface Session {
  role: Role;
  cookie: { name: string; value: string };
}

export const folder = () => process.env.HUIXIN_BROWSER_DIR ?? '';
const read = <T>(name: string) => JSON.parse(readFileSync(join(folder(), name), 'utf8')) as T;
export const demo = () => read<Demo>('demo.json');
export const sessions = () => read<Session[]>('sessions.json');

export function accountOf(role: Role): Account {
  const account = demo().accounts.find((one) => one.role === role);
  if (!account) throw new Error(`the demo has no ${role}`);
  return account;
}

export async function signInByRequest(base: string, { role, realm, login, password, totp_secret }: Account): Promise<Session> {
  const answer = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ realm, login, password, code: await freshCode(totp_secret) }),
  });
  const [pair] = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  if (!answer.ok || !pair) throw new Error(`${login} of ${realm} cannot sign in: ${answer.status} ${await answer.text()}`);
  const at = pair.indexOf('=');
  return { role, cookie: { name: pair.slice(0, at), value: pair.slice(at + 1) } };
}

/** A second factor counts as just proved for five minutes: a session that all tests share proves it again in time. */
const AGAIN = 200_000;

function since(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return statSync(join(folder(), 'sessions.json')).mtimeMs;
  }
}

export async function keepProved(base: string, { role, cookie }: Session) {
  const file = join(folder(), `proved-${role}`);
  if (Date.now() - since(file) < AGAIN) return;
  // The other worker sees that it is being done.
  writeFileSync(file, '');
  utimesSync(file, new Date(), new Date());
  const answer = await fetch(`${base}/api/v1/session/factor`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `${cookie.name}=${cookie.value}` },
    body: JSON.stringify({ code: await freshCode(accountOf(role).totp_secret) }),
  });
  if (!answer.ok) throw new Error(`${role} cannot prove the second factor again: ${answer.status} ${await answer.text()}`);
}
