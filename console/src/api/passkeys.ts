// Passkeys of this browser (WebAuthn). What the user breaks off is no problem to show.
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { answer, client, type Schemas } from './client';

type Creation = Parameters<typeof startRegistration>[0]['optionsJSON'];
type Request = Parameters<typeof startAuthentication>[0]['optionsJSON'];

export const passkeysWork = () => browserSupportsWebAuthn();

/** The dialog of the browser was closed, or no authenticator answered in time. */
export const isBrokenOff = (raw: unknown) => raw instanceof Error && ['NotAllowedError', 'AbortError'].includes(raw.name);

/** Adds a passkey; the recovery codes that come with a first factor, or none. */
export async function addPasskey(name: string): Promise<string[]> {
  const { options } = await answer(client.POST('/factors/passkeys/options'));
  const credential = await startRegistration({ optionsJSON: (options as { publicKey: Creation }).publicKey });
  return (await answer(client.POST('/factors/passkeys', { body: { name, credential } }))).codes;
}

/** Proves the second factor by a passkey. */
export async function provePasskey(): Promise<Schemas['Me']> {
  const { options } = await answer(client.POST('/session/factor/passkey-options'));
  const credential = await startAuthentication({ optionsJSON: (options as { publicKey: Request }).publicKey });
  return answer(client.POST('/session/factor/passkey', { body: { credential } }));
}
