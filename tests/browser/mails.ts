// The demo writes its letters into a folder; a person would find them in an inbox.
import { readdirSync, readFileSync } from 'node:fs';
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

/** The link in the letter to an address, once the letter is there. */
export async function linkFor(address: string, page: 'activate' | 'register' = 'activate'): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(
      () => {
        const mails = join(folder(), 'mails');
        const letters = readdirSync(mails)
          .filter((name) => name.endsWith('.eml'))
          .sort()
          .map((name) => readFileSync(join(mails, name), 'utf8'))
          .filter((text) => text.includes(address));
        link = new RegExp(`https?://\\S+/${page}#[\\w.-]+`).exec(textOf(letters[letters.length - 1] ?? ''))?.[0];
        return link;
      },
      { message: `a letter to ${address}`, timeout: 20_000 },
    )
    .toBeTruthy();
  return link ?? '';
}
