import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import type { ListState } from '../../routes/list-state';
import type { ServiceSearch } from '../../routes/searches';
import type { Column } from '../../ui/ResourceTable';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';

type Service = Schemas['Service'];

const live = (service: Service) => service.keys.filter((key) => key.state === 'live');
const each = (all: string[]) => [...new Set(all)];

/** What its live keys may do, from where, until when. */
export function useServiceColumns(list: ListState<ServiceSearch>, withSchool: boolean): Column<Service>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  const school: Column<Service>[] = withSchool
    ? [{ key: 'school', title: t('services.school'), render: (_, service) => service.school?.name ?? t('services.wholeUnit') }]
    : [];
  const operations = (service: Service) => {
    const names = each(live(service).flatMap((key) => key.operations)).map((name) => word(book.operation, name));
    if (names.length <= 2) return names.join(format.comma) || t('services.noKey');
    return t('services.operationsMore', { names: names.slice(0, 2).join(format.comma), n: names.length });
  };
  const networks = (service: Service) => {
    const all = each(live(service).flatMap((key) => key.networks));
    return all.length <= 1 ? (all[0] ?? '—') : t('services.networksMore', { first: all[0], n: all.length });
  };
  const used = (service: Service) => {
    const times = live(service).flatMap((key) => key.last_used_at ?? []);
    return (
      <>
        {times.length ? format.time(times.sort().at(-1)) : live(service).length ? t('services.neverUsed') : '—'}{' '}
        {live(service).some((key) => key.unused) && <span className="tag wait">{t('services.unused')}</span>}
      </>
    );
  };
  return [
    {
      key: 'name',
      title: t('services.name'),
      fixedIn: true,
      render: (_, service) => (
        <Button type="link" className="cell-link" onClick={() => list.open(service.id)}>
          {service.name}
        </Button>
      ),
    },
    { key: 'login', title: t('services.login'), dataIndex: 'login' },
    ...school,
    { key: 'state', title: t('services.state'), render: (_, service) => <StateTag state={service.state} word={word(book.accountState, service.state)} /> },
    { key: 'operations', title: t('services.operations'), className: 'wrap-cell', render: (_, service) => operations(service) },
    { key: 'networks', title: t('services.networks'), className: 'digits', render: (_, service) => networks(service) },
    { key: 'ends', title: t('services.keyEnds'), className: 'digits', render: (_, service) => live(service).map((key) => key.expires_on).sort().at(-1) ?? '—' },
    { key: 'used', title: t('services.lastUsed'), className: 'digits', render: (_, service) => used(service) },
    { key: 'contact', title: t('services.contact'), hiddenByDefault: true, dataIndex: 'contact' },
    { key: 'expires_on', title: t('services.expiresOn'), hiddenByDefault: true, className: 'digits', render: (_, service) => service.expires_on ?? t('services.noEnd') },
  ];
}
