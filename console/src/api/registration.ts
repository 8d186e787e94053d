// One's own application, by the token of the link that was mailed.
import { answer, client, type Schemas } from './client';
import { upload } from './files';

export type Application = Schemas['ApplicationView'];
export type RegistrationForm = Schemas['RegistrationForm'];

const header = (token: string) => ({ 'Registration-Token': token });

export const applicant = (token: string) => {
  const params = { header: header(token) };
  return {
    find: () => answer(client.GET('/registration', { params })),
    fill: (body: RegistrationForm) => answer(client.PUT('/registration', { params, body })),
    attach: (kind: string, file: File, onProgress: (percent: number) => void) =>
      upload<Application>(`/registration/evidence?${new URLSearchParams({ kind, filename: file.name }).toString()}`, file, onProgress, header(token)),
    remove: (file: string) => answer(client.DELETE('/registration/evidence/{file}', { params: { ...params, path: { file } } })),
    submit: (identity: string | undefined) =>
      answer(client.POST('/registration/submission', { params, body: { identity_number: identity || null } })),
    withdraw: () => answer(client.DELETE('/registration', { params })),
  };
};
export type Applicant = ReturnType<typeof applicant>;
