import { useQueryClient } from '@tanstack/react-query';
import { Form, type InputRef } from 'antd';
import { useRef, useState } from 'react';
import { answer, client, type Schemas } from '../api/client';
import { isBrokenOff, provePasskey } from '../api/passkeys';
import { asProblem, type Problem } from '../api/problem';
import { meOptions } from '../api/session';

/** To prove a second factor, by a code or by a passkey; afterwards the session is known as the server has it now. */
export function useProof(onDone: () => void) {
  const queryClient = useQueryClient();
  const [form] = Form.useForm<{ code: string }>();
  const input = useRef<InputRef>(null);
  const [busy, setBusy] = useState<'code' | 'passkey'>();
  const [problem, setProblem] = useState<Problem>();

  const attempt = async (by: 'code' | 'passkey', act: () => Promise<Schemas['Me']>) => {
    if (busy === by) return;
    setBusy(by);
    setProblem(undefined);
    try {
      queryClient.setQueryData(meOptions.queryKey, await act());
      onDone();
    } catch (raw) {
      if (!isBrokenOff(raw)) setProblem(asProblem(raw));
      if (by === 'code') {
        form.resetFields();
        input.current?.focus();
      }
    } finally {
      setBusy(undefined);
    }
  };
  return {
    form,
    input,
    busy,
    problem,
    forget: () => setProblem(undefined),
    byCode: (body: { code: string }) => void attempt('code', () => answer(client.POST('/session/factor', { body }))),
    byPasskey: () => void attempt('passkey', provePasskey),
  };
}
