-- What a database administrator prepares once: the owner of everything Huixin makes, and the two databases. Run as a superuser:
--
--   HUIXIN_OWNER_PASSWORD="$(cat /etc/huixin/owner)" psql -X -v ON_ERROR_STOP=1 -f deploy/bootstrap.sql
--
-- Safe to run again: it sets the password anew and makes what is missing. Everything else is done by `huixin migrate` and
-- `huixin province apply`, as the owner. The password is kept as a SCRAM verifier (password_encryption, the default since 14).
\getenv password HUIXIN_OWNER_PASSWORD

select 'create role huixin_owner'
where not exists (select from pg_roles where rolname = 'huixin_owner')
\gexec

-- It makes the places' logins, so it needs createrole; it is no superuser, and nothing that serves requests has its password.
alter role huixin_owner login createrole password :'password';

-- Students' data, and apart from it the wrapped keys that open them: back them up apart.
select format('create database %I owner huixin_owner encoding ''UTF8'' locale ''C.UTF-8'' template template0', name)
from (values ('huixin'), ('huixin_keys')) as wanted (name)
where not exists (select from pg_database where datname = name)
\gexec
