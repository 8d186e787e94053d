// What authenticator apps show (RFC 6238), for accounts of the demo and for those enrolled on the way.
import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const STEP = 30_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function decode(base32: string): Buffer {
  const bits = [...base32].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', decode(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** A code that was not used yet: the server accepts each step once, and the next one already. */
export async function freshCode(secret: string): Promise<string> {
  const file = join(process.env.HUIXIN_BROWSER_DIR ?? '', `step-${secret}`);
  let last = 0;
  try {
    last = Number(readFileSync(file, 'utf8'));
  } catch {
    // The first code of this secret.
  }
  const now = () => Math.floor(Date.now() / STEP);
  const step = Math.max(now(), last + 1);
  while (step > now() + 1) await wait(STEP - (Date.now() % STEP));
  writeFileSync(file, String(step));
  return codeAt(secret, step);
}
