import { useNavigate } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { answer, client } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useProblemText } from '../../ui/ProblemView';

/** Ends the session, and forgets what it had loaded. */
export function useSignOut() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { message } = App.useApp();
  const words = useProblemText();
  return async () => {
    try {
      await answer(client.DELETE('/session'));
    } catch (raw) {
      const problem = asProblem(raw);
      if (problem.status !== 401) return void message.error(words(problem));
    }
    await navigate({ to: '/sign-in', search: {} });
    queryClient.clear();
  };
}
