// Systems and their keys, in words of the audit log and of the matrix.
export const serviceCodes = {
  operation: {
    'service.list': '查询系统账号',
    'service.read': '查看系统账号',
    'service.create': '开设系统账号',
    'service.update': '修改系统账号',
    'service.disable': '停用系统账号',
    'service.enable': '启用系统账号',
    'service.issue_key': '签发系统密钥',
    'service.revoke_key': '撤销系统密钥',
    'service.use_key': '核验系统密钥',
  },
  objectKind: { service: '系统账号', service_key: '系统密钥' },
  field: {
    purpose: '用途',
    contact: '负责人',
    created_by_name: '开设人',
    hint: '密钥开头',
    operations: '授权操作',
    networks: '网络地址段',
    created_by: '签发人',
    last_used_at: '最近使用',
    revoked_by: '撤销人',
    revoked_reason: '撤销原因',
    revoked_at: '撤销时间',
  },
  auditReason: {
    network_refused: '密钥不能在该网络使用',
    operation_not_bound: '密钥未授权该操作',
    one_school_only: '只能由某一学校办理',
  },
  keyState: { live: '有效', expired: '已到期', revoked: '已撤销' },
};
