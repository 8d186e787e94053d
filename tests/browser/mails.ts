// The demo writes its letters into a folder; a person would find them in an inbox.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { folder } from './accounts.ts';

function textOf(letter: string): string {
  const parts = letter.split(/\r?\n--/).map((part) => part.split(/\r?\n\r?\n/));
  return parts
    .map(([head = '', ...body]) => {
      const text = body.join('\n\n');
      if (/base64/i.test(head)) return Buffer.from(text, 'base64').toString('utf8');
      return /quoted-printable/i.test(head) ? text.replace(/=\r?\n/g, '').replace(/=3D/g, '=') : text;
    })
    .join('\n');
}

/** The link in the last such letter to an address, once it is there. */
export async function linkFor(address: string, page: 'activate' | 'register' = 'activate'): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(
      () => {
        const mails = join(folder(), 'mails');
        const letters = readdirSync(mails)
          .filter((name) => name.endsWith('.eml'))
          .map((name) => join(mails, name))
          .sort((one, other) => statSync(one).mtimeMs - statSync(other).mtimeMs)
          .map((file) => readFileSync(file, 'utf8'))
          .filter((text) => text.includes(address));
        const links = letters.flatMap((letter) => new RegExp(`https?://\\S+/${page}#[\\w.-]+`).exec(textOf(letter))?.[0] ?? []);
        link = links.at(-1);
        return link;
      },
      { message: `a letter to ${address}`, timeout: 20_000 },
    )
    .toBeTruthy();
  return link ?? '';
}
