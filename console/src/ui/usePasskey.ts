import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isBrokenOff, passkeysWork, provePasskey } from '../api/passkeys';
import { asProblem, type Problem } from '../api/problem';
import { $api } from '../api/client';
import { meOptions } from '../api/session';

/** To prove a second factor by a passkey, where the account has one and the browser knows how. */
export function usePasskey(onDone: () => void, onProblem: (problem: Problem | undefined) => void) {
  const queryClient = useQueryClient();
  const held = $api.useQuery('get', '/factors');
  const [busy, setBusy] = useState(false);
  const offered = passkeysWork() && Boolean(held.data?.passkeys.length);
  const prove = async () => {
    setBusy(true);
    onProblem(undefined);
    try {
      queryClient.setQueryData(meOptions.queryKey, await provePasskey());
      onDone();
    } catch (raw) {
      if (!isBrokenOff(raw)) onProblem(asProblem(raw));
    } finally {
      setBusy(false);
    }
  };
  return { offered, hasApp: Boolean(held.data?.totp_since), busy, prove: () => void prove() };
}
