// Every address of emergencies in one place.
import { keepPreviousData } from '@tanstack/react-query';
import { $api, answer, client, type Schemas } from './client';
import type { SchoolCode } from './census-calls';
import type { ProvinceCode } from './session';

export type Emergency = Schemas['Emergency'];
const at = (province: ProvinceCode, one: Emergency) => ({ province, school: one.school.id, emergency: one.id });

export const useEmergencies = (province: ProvinceCode, query: { state?: Schemas['EmergencyState']; limit: number; cursor?: string }) =>
  $api.useQuery('get', '/provinces/{province}/emergencies', { params: { path: { province }, query } }, { placeholderData: keepPreviousData });
export const useEmergency = (province: ProvinceCode, one: Emergency) =>
  $api.useQuery('get', '/provinces/{province}/schools/{school}/emergencies/{emergency}', { params: { path: at(province, one) } });

export const requestEmergency = (province: ProvinceCode, school: SchoolCode, body: Schemas['NewEmergency'], key: string) =>
  answer(
    client.POST('/provinces/{province}/schools/{school}/emergencies', { params: { path: { province, school }, header: { 'Idempotency-Key': key } }, body }),
  );
export const confirmEmergency = (province: ProvinceCode, one: Emergency) =>
  answer(client.POST('/provinces/{province}/schools/{school}/emergencies/{emergency}/confirmation', { params: { path: at(province, one) } }));
export const refuseEmergency = (province: ProvinceCode, one: Emergency, reason: string) =>
  answer(client.POST('/provinces/{province}/schools/{school}/emergencies/{emergency}/refusal', { params: { path: at(province, one) }, body: { reason } }));
export const endEmergency = (province: ProvinceCode, one: Emergency) =>
  answer(client.POST('/provinces/{province}/schools/{school}/emergencies/{emergency}/end', { params: { path: at(province, one) } }));
export const reportEmergency = (province: ProvinceCode, one: Emergency, body: Schemas['EmergencyReport'], key: string) =>
  answer(
    client.POST('/provinces/{province}/schools/{school}/emergencies/{emergency}/report', { params: { path: at(province, one), header: { 'Idempotency-Key': key } }, body }),
  );
/** The record. The answer is kept by the drawer that shows it and by nothing else. */
export const openEmergency = (province: ProvinceCode, one: Emergency) =>
  answer(client.POST('/provinces/{province}/schools/{school}/emergencies/{emergency}/open', { params: { path: at(province, one) } }));
