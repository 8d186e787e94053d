// Whom the province has to remind.
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLateSchools, useLocalCampaigns } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { placeOf, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { useListState } from '../../routes/list-state';
import type { ListSearch } from '../../routes/search';
import { SyntheticBanner } from '../../ui/Notices';
import { Page } from '../../ui/Page';
import { ResourceTable, type Column } from '../../ui/ResourceTable';
import { useCampaignName } from '../../ui/useCampaignName';

type Late = Schemas['LateSchool'];

export default function LateSchools() {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useCampaignName();
  const province = placeOf(useMe());
  const { id } = useParams({ from: '/shell/assessments/$id/late' });
  const list = useListState<ListSearch>();
  const campaign = useLocalCampaigns(province).data?.items.find((one) => one.id === id);
  const query = useLateSchools(province, id, { limit: list.size, cursor: list.search.cursor });
  const columns: Column<Late>[] = [
    { key: 'name', title: t('late.school'), fixedIn: true, render: (_, one) => one.name },
    { key: 'school_id', title: t('late.schoolId'), className: 'digits', render: (_, one) => one.school_id },
    {
      key: 'eligible',
      title: t('late.eligible'),
      align: 'right',
      className: 'digits',
      render: (_, one) => (one.eligible ? format.number(one.eligible) : <span className="tag wait">{t('late.notStated')}</span>),
    },
    { key: 'completed', title: t('late.completed'), align: 'right', className: 'digits', render: (_, one) => format.number(one.completed) },
    { key: 'last', title: t('late.lastImport'), className: 'digits', render: (_, one) => (one.last_import_at ? format.time(one.last_import_at) : t('late.never')) },
  ];
  return (
    <Page title={t('late.title')} note={campaign && name(campaign)}>
      <SyntheticBanner shown={campaign?.synthetic} />
      <p className="help">{t('late.note')}</p>
      <ResourceTable
        id="late-schools"
        label={t('late.title')}
        list={list}
        query={query}
        columns={columns}
        rowKey="school_id"
        linkless
        none={{
          title: t('late.none'),
          text: t('late.noneText'),
          action: (
            <Link to="/cockpit" search={{ campaign: id }}>
              {t('cockpit.title')}
            </Link>
          ),
        }}
      />
    </Page>
  );
}
