-- Somebody who can sign in.
create table account (
    id text not null,
    role text not null,
    email text not null,
    name text,
    password_hash text,
    created_at bigint not null,
    disabled_at bigint,
    constraint account_pkey primary key (id),
    constraint account_email_key unique (email),
    constraint account_role_known check (role in ('patient', 'clinician', 'operator')),
    constraint account_staff_named check (role = 'patient' or name is not null),
    constraint account_patient_without_password check (role <> 'patient' or password_hash is null)
);
