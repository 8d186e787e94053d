import type { serviceCodes as Source } from '../zh-CN/service-codes';

type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

export const serviceCodes: Words<typeof Source> = {
  operation: {
    'service.list': 'List service accounts',
    'service.read': 'See a service account',
    'service.create': 'Open a service account',
    'service.update': 'Change a service account',
    'service.disable': 'Disable a service account',
    'service.enable': 'Enable a service account',
    'service.issue_key': 'Issue a key to a system',
    'service.revoke_key': 'Revoke a key of a system',
    'service.use_key': 'Check a key of a system',
  },
  objectKind: { service: 'Service account', service_key: 'Key of a system' },
  field: {
    purpose: 'Purpose',
    contact: 'Contact',
    created_by_name: 'Opened by',
    hint: 'Key begins with',
    operations: 'Operations',
    networks: 'Networks',
    created_by: 'Issued by',
    last_used_at: 'Last used',
    revoked_by: 'Revoked by',
    revoked_reason: 'Reason of revoking',
    revoked_at: 'Revoked',
  },
  auditReason: {
    network_refused: 'The key does not work from that network',
    operation_not_bound: 'The key is not bound to this operation',
    one_school_only: 'Only for one school',
  },
  keyState: { live: 'Live', expired: 'Expired', revoked: 'Revoked' },
};
