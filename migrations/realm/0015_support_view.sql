-- Support view: an operator sees for a while what a role would see, with no personal data. It belongs to one session and ends with it;
-- who looked, as what and why is in the audit log.
alter table session add column support_role text;
alter table session add column support_school text;
alter table session add column support_department text;
alter table session add column support_until timestamptz;
alter table session add constraint session_support_check check ((support_role is null) = (support_until is null));
