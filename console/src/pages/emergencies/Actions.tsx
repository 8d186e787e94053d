// What may be done with an emergency next: each asks first and says what follows.
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { confirmEmergency, endEmergency, openEmergency, refuseEmergency, type Emergency } from '../../api/emergency-calls';
import { asProblem } from '../../api/problem';
import { can, useMe, type ProvinceCode } from '../../api/session';
import { ActionButton } from '../../ui/ActionButton';
import { useProblemText } from '../../ui/ProblemView';
import type { ReasonRequest } from '../../ui/ReasonDialog';

interface Props {
  province: ProvinceCode;
  one: Emergency;
  ask: (request: ReasonRequest) => void;
  show: (opened: Schemas['EmergencyOpened']) => void;
  report: () => void;
}

export function Actions({ province, one, ask, show, report }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const me = useMe();
  const act = useAsking();
  const own = (operation: string) => one._can[operation]?.allowed ?? false;
  const confirm = () =>
    act({
      title: t('emergencies.confirmTitle'),
      text: [t('emergencies.confirmText1'), t('emergencies.confirmText2', { name: one.requested_by.name }), t('emergencies.confirmText3')],
      verb: t('emergencies.confirm'),
      done: t('emergencies.confirmed'),
      call: () => confirmEmergency(province, one),
    });
  const refuse = () =>
    ask({
      title: t('emergencies.refuseTitle'),
      consequences: [t('emergencies.refuseText')],
      verb: t('emergencies.refuse'),
      act: async (reason) => {
        await refuseEmergency(province, one, reason);
        void message.success(t('emergencies.refused'));
        await queryClient.invalidateQueries();
      },
    });
  const open = () =>
    act({ title: t('emergencies.openTitle'), text: [t('emergencies.openText')], verb: t('emergencies.openVerb'), call: async () => show(await openEmergency(province, one)) });
  const waits = one.state === 'requested';
  const end = () =>
    act({
      title: t(waits ? 'emergencies.takeBackTitle' : 'emergencies.endTitle'),
      text: [t(waits ? 'emergencies.takeBackText' : 'emergencies.endText')],
      verb: t(waits ? 'emergencies.takeBack' : 'emergencies.end'),
      done: t('emergencies.ended'),
      call: () => endEmergency(province, one),
    });
  return (
    <div className="drawer-foot">
      {waits && own('emergency.end') && <ActionButton verdict={one._can['emergency.end']} onClick={end}>{t('emergencies.takeBack')}</ActionButton>}
      {waits && (can(me, 'emergency.confirm') || can(me, 'emergency.refuse')) && (
        <>
          <ActionButton verdict={one._can['emergency.refuse']} onClick={refuse}>{t('emergencies.refuse')}</ActionButton>
          <ActionButton type="primary" verdict={one._can['emergency.confirm']} onClick={confirm}>{t('emergencies.confirm')}</ActionButton>
        </>
      )}
      {one.state === 'confirmed' && can(me, 'emergency.end') && <ActionButton verdict={one._can['emergency.end']} onClick={end}>{t('emergencies.end')}</ActionButton>}
      {one.state === 'confirmed' && can(me, 'emergency.request') && <ActionButton type="primary" verdict={one._can['emergency.open']} onClick={open}>{t('emergencies.open')}</ActionButton>}
      {one.state === 'ended' && can(me, 'emergency.report') && <ActionButton type="primary" verdict={one._can['emergency.report']} onClick={report}>{t('emergencies.submitReport')}</ActionButton>}
    </div>
  );
}

interface Question {
  title: string;
  text: string[];
  verb: string;
  done?: string;
  call: () => Promise<unknown>;
}

/** Asks, with 取消 in focus; then does it and says so. */
function useAsking() {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const words = useProblemText();
  const queryClient = useQueryClient();
  return async ({ title, text, verb, done, call }: Question) => {
    const agreed = await modal.confirm({
      title,
      content: (
        <Alert
          type="warning"
          role="note"
          title={
            <ul className="consequences">
              {text.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          }
        />
      ),
      okText: verb,
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
    });
    if (!agreed) return;
    try {
      await call();
      if (done) void message.success(done);
    } catch (raw) {
      if (asProblem(raw).status !== 401) void message.error(words(asProblem(raw)));
    }
    await queryClient.invalidateQueries();
  };
}
